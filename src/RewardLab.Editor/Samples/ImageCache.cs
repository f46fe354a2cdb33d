using RewardLab.Abstractions;
using RewardLab.Editor.Processes;
using RewardLab.Runs.Images;

namespace RewardLab.Editor.Samples;

/// <summary>Images made small, read from the disk in the background and kept while there is room. Belongs to the screen's thread.</summary>
internal sealed class ImageCache(BackgroundWork background)
{
    private const int Capacity = 600;
    private const long MaxBytes = 48L << 20;

    private readonly Dictionary<(string Path, int Columns, int Rows), ImageCells?> _cells = [];
    private readonly Queue<(string Path, int Columns, int Rows)> _order = new();
    private long _bytes;

    /// <summary>An image that was asked for has come.</summary>
    public event Action? Arrived;

    /// <summary>An image fitted into cells; null until it has come, and where it cannot be read.</summary>
    public ImageCells? Get(string path, int columns, int rows)
    {
        var key = (path, columns, rows);
        if (_cells.TryGetValue(key, out var known))
        {
            return known;
        }

        while (_order.Count > 0 && (_cells.Count >= Capacity || _bytes > MaxBytes))
        {
            if (_cells.Remove(_order.Dequeue(), out var oldest))
            {
                _bytes -= oldest?.Pixels.LongLength ?? 0;
            }
        }

        _cells[key] = null;
        _order.Enqueue(key);
        background.Do(() => Read(path, columns, rows), cells =>
        {
            if (_cells.ContainsKey(key))
            {
                _cells[key] = cells;
                _bytes += cells?.Pixels.LongLength ?? 0;
                Arrived?.Invoke();
            }
        });
        return null;
    }

    private static ImageCells? Read(string path, int columns, int rows)
    {
        try
        {
            return ImageCells.From(ImageFiles.Read(path), columns, rows);
        }
        catch (RewardLabException)
        {
            return null; // still being written, or gone: its place stays empty
        }
    }
}
