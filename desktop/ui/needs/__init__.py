"""What is to arrange for visits, on screen."""
