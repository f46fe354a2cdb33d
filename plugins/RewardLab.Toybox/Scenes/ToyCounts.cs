using System.Collections.Immutable;

namespace RewardLab.Toybox.Scenes;

/// <summary>How many objects of each class: what a scene holds, a prompt wants or an inspector found.</summary>
public sealed class ToyCounts : IEquatable<ToyCounts>
{
    private readonly ImmutableArray<int> _counts;

    private ToyCounts(ImmutableArray<int> counts) => _counts = counts;

    /// <summary>No toy of any class.</summary>
    public static ToyCounts None { get; } = new([.. new int[ToyClasses.Count]]);

    /// <summary>Objects of all classes together.</summary>
    public int Total => _counts.Sum();

    /// <summary>Objects of one class.</summary>
    public int this[ToyClass toyClass] => _counts[(int)toyClass];

    /// <summary>Counts of some classes; the others are 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static ToyCounts From(params ReadOnlySpan<(ToyClass Class, int Count)> counts)
    {
        var all = new int[ToyClasses.Count];
        foreach (var (toyClass, count) in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
            all[(int)toyClass] += count;
        }

        return new ToyCounts([.. all]);
    }

    /// <summary>Counts the elements of a list of classes.</summary>
    public static ToyCounts From(IEnumerable<ToyClass> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var all = new int[ToyClasses.Count];
        foreach (var toyClass in objects)
        {
            all[(int)toyClass]++;
        }

        return new ToyCounts([.. all]);
    }

    /// <summary>Every object as an element of a list, classes in order.</summary>
    public IEnumerable<ToyClass> ToObjects() => ToyClasses.All.SelectMany(c => Enumerable.Repeat(c, this[c]));

    /// <summary>Objects too many and too few, over all classes: 0 when equal.</summary>
    public int DistanceTo(ToyCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ToyClasses.All.Sum(c => Math.Abs(this[c] - other[c]));
    }

    /// <inheritdoc />
    public bool Equals(ToyCounts? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts.AsSpan());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ToyCounts);

    /// <inheritdoc />
    public override int GetHashCode() => _counts.Aggregate(17, (hash, count) => HashCode.Combine(hash, count));

    /// <summary>The classes that are there, such as "3 apple, 1 cup", or "nothing".</summary>
    public override string ToString()
    {
        var present = ToyClasses.All.Where(c => this[c] > 0).Select(c => $"{this[c]} {c.ToString().ToLowerInvariant()}").ToArray();
        return present.Length == 0 ? "nothing" : string.Join(", ", present);
    }
}
