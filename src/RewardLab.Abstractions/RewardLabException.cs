namespace RewardLab.Abstractions;

/// <summary>A failure that the user can do something about: its message is one line that says what, where and what to do.</summary>
public class RewardLabException : Exception
{
    /// <summary>Creates an error that the user sees.</summary>
    /// <param name="message">One line: what is wrong, in which file, key or parameter, and what to do.</param>
    public RewardLabException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure with its cause, shown with --verbose only.</summary>
    public RewardLabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates a failure without words; prefer the others.</summary>
    public RewardLabException()
    {
    }

    /// <summary>Index of the image that the failure is about, in the batch that was to be scored; null where it is about no single one. Whoever read the
    /// image adds its file's name.</summary>
    public int? Image { get; init; }
}
