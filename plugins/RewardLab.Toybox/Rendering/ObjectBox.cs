using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>The room that an object takes in the image.</summary>
public static class ObjectBox
{
    /// <summary>Half width and half height of the box around an object, outline included, in pixels.</summary>
    public static (float Width, float Height) HalfExtent(SceneObject toyObject, ObjectStyle style)
    {
        ArgumentNullException.ThrowIfNull(toyObject);
        var extent = Glyph.From(toyObject.Class).HalfExtent * toyObject.Radius;
        var outline = style == ObjectStyle.Outlined ? SceneRenderer.OutlinePixels : 0;
        return (extent.X + outline, extent.Y + outline);
    }

    /// <summary>Distance between the boxes of two objects along the axis that parts them more, in pixels; negative where they overlap.</summary>
    public static float Gap(SceneObject first, SceneObject second, ObjectStyle style)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (width1, height1) = HalfExtent(first, style);
        var (width2, height2) = HalfExtent(second, style);
        return MathF.Max(
            MathF.Abs(first.X - second.X) - width1 - width2,
            MathF.Abs(first.Y - second.Y) - height1 - height2);
    }
}
