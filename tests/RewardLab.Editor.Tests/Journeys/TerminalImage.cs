using System.Globalization;
using System.Text;
using SkiaSharp;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>Draws what a terminal shows, as tmux captures it with its colours, into a PNG file.</summary>
internal sealed class TerminalImage
{
    private const int CellWidth = 9;
    private const int CellHeight = 17;
    private const int Baseline = 13;
    private const float FontSize = 14.95f; // DejaVu Sans Mono is 0.602 of its size wide
    private const char Escape = '\u001b';

    private static readonly SKColor Foreground = new(0xD0, 0xD0, 0xD0);
    private static readonly SKColor Background = new(0x10, 0x10, 0x10);

    // The sixteen colours as xterm has them.
    private static readonly uint[] Basic =
    [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ];

    // Bits of a Braille pattern, by column and row of its dot.
    private static readonly int[,] BrailleBits = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    private readonly SKCanvas _canvas;
    private readonly SKFont _font;
    private readonly SKPaint _paint;
    private SKColor _front = Foreground;
    private SKColor _back = Background;
    private bool _isReversed;

    private TerminalImage(SKCanvas canvas, SKFont font, SKPaint paint) => (_canvas, _font, _paint) = (canvas, font, paint);

    /// <summary>The font, where the system has it.</summary>
    public static string FontPath => "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

    /// <summary>Writes the image.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="screen">Lines with escape sequences of colour.</param>
    /// <param name="columns">Columns of the terminal.</param>
    /// <param name="rows">Its rows.</param>
    public static void Write(string path, string screen, int columns, int rows)
    {
        using var bitmap = new SKBitmap(columns * CellWidth, rows * CellHeight);
        using var canvas = new SKCanvas(bitmap);
        using var typeface = SKTypeface.FromFile(FontPath);
        using var font = new SKFont(typeface, FontSize) { Subpixel = true, Edging = SKFontEdging.Antialias };
        using var paint = new SKPaint();
        canvas.Clear(Background);
        var drawing = new TerminalImage(canvas, font, paint);
        foreach (var (row, line) in screen.TrimEnd('\n').Split('\n').Index())
        {
            drawing.Draw(line, row);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        data.SaveTo(file);
    }

    private void Draw(string line, int row)
    {
        var column = 0;
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == Escape && line.IndexOf('m', i) is >= 0 and var end)
            {
                Take(line[(i + 2)..end]);
                i = end + 1;
                continue;
            }

            var rune = Rune.GetRuneAt(line, i);
            Draw(rune, new SKRect(column * CellWidth, row * CellHeight, (column + 1) * CellWidth, (row + 1) * CellHeight));
            column++;
            i += rune.Utf16SequenceLength;
        }
    }

    private void Draw(Rune rune, SKRect cell)
    {
        var (front, back) = _isReversed ? (_back, _front) : (_front, _back);
        Fill(cell, back);
        switch (rune.Value)
        {
            case ' ':
                break;
            case '▀':
                Fill(cell with { Bottom = cell.MidY }, front);
                break;
            case '▄':
                Fill(cell with { Top = cell.MidY }, front);
                break;
            case '█':
                Fill(cell, front);
                break;
            case '▌':
                Fill(cell with { Right = cell.MidX }, front);
                break;
            case >= 0x2800 and <= 0x28FF:
                DrawBraille(rune.Value - 0x2800, cell, front);
                break;
            default:
                (_paint.Color, _paint.IsAntialias) = (front, true);
                _canvas.DrawText(rune.ToString(), cell.Left, cell.Top + Baseline, _font, _paint);
                break;
        }
    }

    private void DrawBraille(int bits, SKRect cell, SKColor color)
    {
        (_paint.Color, _paint.IsAntialias) = (color, true);
        for (var x = 0; x < 2; x++)
        {
            for (var y = 0; y < 4; y++)
            {
                if ((bits & BrailleBits[x, y]) != 0)
                {
                    _canvas.DrawCircle(cell.Left + (((2 * x) + 1) * cell.Width / 4), cell.Top + (((2 * y) + 1) * cell.Height / 8), 1.4f, _paint);
                }
            }
        }
    }

    private void Fill(SKRect cell, SKColor color)
    {
        (_paint.Color, _paint.IsAntialias) = (color, false); // cells meet without a seam
        _canvas.DrawRect(cell, _paint);
    }

    // The numbers of one sequence, "38;2;255;0;0".
    private void Take(string sequence)
    {
        int[] numbers = [.. sequence.Split([';', ':']).Select(text => text.Length == 0 ? 0 : int.Parse(text, CultureInfo.InvariantCulture))];
        for (var i = 0; i < numbers.Length; i++)
        {
            switch (numbers[i])
            {
                case 0:
                    (_front, _back, _isReversed) = (Foreground, Background, false);
                    break;
                case 7 or 27:
                    _isReversed = numbers[i] == 7;
                    break;
                case 39:
                    _front = Foreground;
                    break;
                case 49:
                    _back = Background;
                    break;
                case (>= 30 and <= 37) or (>= 90 and <= 97):
                    _front = Color(numbers[i] >= 90 ? numbers[i] - 82 : numbers[i] - 30);
                    break;
                case (>= 40 and <= 47) or (>= 100 and <= 107):
                    _back = Color(numbers[i] >= 100 ? numbers[i] - 92 : numbers[i] - 40);
                    break;
                case 38 or 48:
                    var (color, taken) = numbers[i + 1] == 2
                        ? (new SKColor((byte)numbers[i + 2], (byte)numbers[i + 3], (byte)numbers[i + 4]), 4)
                        : (Color(numbers[i + 2]), 2);
                    (_front, _back) = numbers[i] == 38 ? (color, _back) : (_front, color);
                    i += taken;
                    break;
            }
        }
    }

    // Of 256: sixteen, a cube of six by six by six, and shades of gray.
    private static SKColor Color(int index)
    {
        if (index < 16)
        {
            return new SKColor(0xFF000000 | Basic[index]);
        }

        if (index >= 232)
        {
            var gray = (byte)(8 + (10 * (index - 232)));
            return new SKColor(gray, gray, gray);
        }

        return new SKColor(Level((index - 16) / 36), Level((index - 16) / 6 % 6), Level((index - 16) % 6));

        static byte Level(int step) => (byte)(step == 0 ? 0 : 55 + (40 * step));
    }
}
