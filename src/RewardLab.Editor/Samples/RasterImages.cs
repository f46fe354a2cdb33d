using System.Drawing;
using System.Runtime.CompilerServices;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Color = Terminal.Gui.Drawing.Color;

namespace RewardLab.Editor.Samples;

/// <summary>Images in the terminal's own pixels (Kitty's protocol, or Sixel), each in a view of its own above the pane that owns it.</summary>
/// <param name="owner">The pane.</param>
internal sealed class RasterImages(View owner)
{
    /// <summary>Pixels that a cell is given, across and in each half: enough for the usual cell of 10 x 20.</summary>
    public const int PixelsPerCell = 10;

    private readonly List<ImageView> _views = [];
    private readonly ConditionalWeakTable<ImageCells, Color[,]> _pixels = [];

    /// <summary>Whether the terminal has said that it takes images.</summary>
    public bool IsPossible => owner.App?.Driver is { } driver && (driver.KittyGraphicsSupport?.IsSupported == true || driver.SixelSupport?.IsSupported == true);

    /// <summary>Shows these images and no others.</summary>
    /// <param name="places">Each image and its cells in the pane; one that has not come yet is null.</param>
    public void Show(IReadOnlyList<(ImageCells? Image, Rectangle Cells)> places)
    {
        while (_views.Count < places.Count)
        {
            // The pane keeps the keys and the mouse.
            var view = new ImageView { CanFocus = false, ViewportSettings = ViewportSettingsFlags.TransparentMouse, Visible = false };
            _views.Add(view);
            owner.Add(view);
        }

        for (var i = 0; i < _views.Count; i++)
        {
            var view = _views[i];
            if (i >= places.Count || places[i].Image is not { } image)
            {
                if (view.Visible)
                {
                    (view.Visible, view.Image) = (false, null);
                }

                continue;
            }

            var (_, cells) = places[i];
            if (view.Frame != cells)
            {
                (view.X, view.Y, view.Width, view.Height) = (cells.X, cells.Y, cells.Width, cells.Height);
            }

            var pixels = _pixels.GetValue(image, static known => Pixels(known));
            if (view.Image != pixels)
            {
                view.Image = pixels;
            }

            if (!view.Visible)
            {
                view.Visible = true;
            }
        }
    }

    private static Color[,] Pixels(ImageCells image)
    {
        var pixels = new Color[image.Width, image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (red, green, blue) = image[x, y];
                pixels[x, y] = new Color(red, green, blue);
            }
        }

        return pixels;
    }
}
