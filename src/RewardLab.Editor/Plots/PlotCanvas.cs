namespace RewardLab.Editor.Plots;

/// <summary>Dots on a grid of cells, eight a cell in Braille patterns or one where a terminal has none;
/// of several curves in a cell the last one colours it.</summary>
internal sealed class PlotCanvas
{
    private const int BrailleStart = 0x2800;
    private static readonly int[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly bool _isBraille;
    private readonly int[,] _patterns;
    private readonly int[,] _owners;

    /// <summary>An empty canvas.</summary>
    /// <param name="columns">Cells across.</param>
    /// <param name="rows">Cells down.</param>
    /// <param name="isBraille">Whether cells hold 2 x 4 dots.</param>
    public PlotCanvas(int columns, int rows, bool isBraille)
    {
        _isBraille = isBraille;
        (Columns, Rows) = (Math.Max(0, columns), Math.Max(0, rows));
        _patterns = new int[Rows, Columns];
        _owners = new int[Rows, Columns];
    }

    /// <summary>Width in cells.</summary>
    public int Columns { get; }

    /// <summary>Height in cells.</summary>
    public int Rows { get; }

    /// <summary>Width in dots.</summary>
    public int Width => Columns * (_isBraille ? 2 : 1);

    /// <summary>Height in dots.</summary>
    public int Height => Rows * (_isBraille ? 4 : 1);

    /// <summary>Sets a dot; one outside is left out.</summary>
    /// <param name="x">From the left.</param>
    /// <param name="y">From the top.</param>
    /// <param name="owner">Whose it is, from 1.</param>
    public void Set(int x, int y, int owner)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height)
        {
            return;
        }

        var (row, column) = _isBraille ? (y / 4, x / 2) : (y, x);
        _patterns[row, column] |= _isBraille ? Bits[y % 4, x % 2] : 1;
        _owners[row, column] = owner;
    }

    /// <summary>Sets the dots of a line (Bresenham).</summary>
    public void Line(int x0, int y0, int x1, int y1, int owner)
    {
        var (dx, dy) = (Math.Abs(x1 - x0), -Math.Abs(y1 - y0));
        var (sx, sy) = (x0 < x1 ? 1 : -1, y0 < y1 ? 1 : -1);
        for (var error = dx + dy; ;)
        {
            Set(x0, y0, owner);
            if (x0 == x1 && y0 == y1)
            {
                return;
            }

            var twice = 2 * error;
            if (twice >= dy)
            {
                error += dy;
                x0 += sx;
            }

            if (twice <= dx)
            {
                error += dx;
                y0 += sy;
            }
        }
    }

    /// <summary>A cell's sign; a space where it is empty.</summary>
    /// <param name="row">From the top.</param>
    /// <param name="column">From the left.</param>
    /// <param name="owner">Whose it is; 0 where it is empty.</param>
    public char Cell(int row, int column, out int owner)
    {
        owner = _owners[row, column];
        var pattern = _patterns[row, column];
        return pattern == 0 ? ' ' : _isBraille ? (char)(BrailleStart + pattern) : "*+ox#@"[(owner - 1) % 6];
    }
}
