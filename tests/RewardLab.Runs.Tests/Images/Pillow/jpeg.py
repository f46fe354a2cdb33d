"""Prints Pillow's version, then size and SHA-256 of each image of a file as JPEG: height and width (32 bits), then RGB, image by image."""
import hashlib
import io
import struct
import sys

import PIL
from PIL import Image, features

print(f"Pillow {PIL.__version__} with libjpeg-turbo {features.version('libjpeg_turbo')}")
with open(sys.argv[1], "rb") as file:
    while size := file.read(8):
        height, width = struct.unpack("<ii", size)
        image = Image.frombytes("RGB", (width, height), file.read(height * width * 3))
        jpeg = io.BytesIO()
        image.save(jpeg, format="JPEG", quality=int(sys.argv[2]))
        print(f"{jpeg.tell()},{hashlib.sha256(jpeg.getvalue()).hexdigest()}")
