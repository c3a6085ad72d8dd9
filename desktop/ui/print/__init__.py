"""Paper: values into pages, to a printer or a PDF."""
