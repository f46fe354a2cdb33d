namespace RewardLab.Abstractions;

/// <summary>How the pixels of an image file become 8-bit RGB. The two differ for files with an orientation or transparency, and for 16-bit greys.</summary>
public enum ImageReading
{
    /// <summary>As people see the image: turned as its EXIF orientation says, transparency laid on white.</summary>
    Shown,

    /// <summary>As the rewards' Python originals read it, by Pillow's <c>Image.convert("RGB")</c>: not turned, transparency dropped, 16-bit greys above 255
    /// white.</summary>
    Reference,
}
