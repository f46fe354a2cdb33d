using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Queues;

/// <summary>Data that units name by its hash. What is released is kept as long as an open unit names it.</summary>
internal sealed class SharedStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Keeps a copy of the data, once.</summary>
    /// <returns>Its SHA-256 in lower-case hexadecimal digits.</returns>
    /// <exception cref="RewardLabException">The data is larger than <see cref="IWorkerPool.MaxBytes"/>.</exception>
    public string Share(ReadOnlyMemory<byte> data)
    {
        if (data.Length > IWorkerPool.MaxBytes)
        {
            throw new RewardLabException($"Shared data has {data.Length} bytes; at most {IWorkerPool.MaxBytes} can be sent.");
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(data.Span));
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var entry))
            {
                entry.IsReleased = false;
            }
            else
            {
                _entries.Add(name, new Entry(data.ToArray()));
            }
        }

        return name;
    }

    /// <summary>Forgets data as soon as no open unit names it.</summary>
    public void Release(string name)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var entry))
            {
                entry.IsReleased = true;
                Drop(name, entry);
            }
        }
    }

    /// <summary>The data of a name; null where it is unknown.</summary>
    public ReadOnlyMemory<byte>? Find(string name)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(name, out var entry) ? entry.Data.AsMemory() : (ReadOnlyMemory<byte>?)null;
        }
    }

    /// <summary>Keeps data for a unit.</summary>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public void Pin(IEnumerable<string> names)
    {
        lock (_gate)
        {
            string[] all = [.. names];
            if (all.FirstOrDefault(name => !_entries.ContainsKey(name)) is { } missing)
            {
                throw new ArgumentException($"A unit names the shared data {missing}, which nobody has shared.", nameof(names));
            }

            foreach (var name in all)
            {
                _entries[name].Pins++;
            }
        }
    }

    /// <summary>Ends a <see cref="Pin"/>.</summary>
    public void Unpin(IEnumerable<string> names)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                var entry = _entries[name];
                entry.Pins--;
                Drop(name, entry);
            }
        }
    }

    private void Drop(string name, Entry entry)
    {
        if (entry is { IsReleased: true, Pins: 0 })
        {
            _entries.Remove(name);
        }
    }

    private sealed class Entry(byte[] data)
    {
        public byte[] Data { get; } = data;

        public int Pins { get; set; }

        public bool IsReleased { get; set; }
    }
}
