"""Draws the program's icon for Windows: icon.py FILE.ico."""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWN = Path(__file__).parents[2] / "resources" / "icon" / "attend.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)


def main(file: Path) -> None:
    """Write every size a Windows screen asks for, each drawn for itself."""
    app = QGuiApplication(["icon", "-platform", "offscreen"])
    drawing = QSvgRenderer(str(DRAWN))
    pictures = [_picture(drawing, size) for size in SIZES]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(SIZES, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    file.write_bytes(head + b"".join(pictures))
    app.quit()


def _picture(drawing: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(written.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
