namespace RewardLab.Evaluation.Pickles;

/// <summary>A value that holds others: a list, a tuple or a dictionary.</summary>
/// <remarks>Once it lies in another it does not change any more. Containers so form no circle, and their depth is known without walking through them.</remarks>
public abstract class PickledContainer
{
    /// <summary>How deep containers lie within this one, itself included: 1 for a list of numbers.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Whether it lies in another container, and is complete.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Notes that a value is put into this container.</summary>
    /// <exception cref="InvalidDataException">This one lies in another already, or the value is this one.</exception>
    private protected void Enclose(object? value)
    {
        if (IsClosed || ReferenceEquals(value, this))
        {
            throw new InvalidDataException("changes a container after it was put into another, or into itself, which plain data does not need");
        }

        if (value is PickledContainer inner)
        {
            inner.IsClosed = true;
            Depth = Math.Max(Depth, inner.Depth + 1);
        }
    }
}
