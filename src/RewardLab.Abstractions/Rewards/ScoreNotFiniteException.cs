namespace RewardLab.Abstractions;

/// <summary>A reward gave a score that is infinite or not a number: the message names the reward, the image and the prompt.</summary>
/// <remarks>An algorithm may go on without that score, such as that of a held-out reward; any other failure of a reward ends what it is used for.</remarks>
public sealed class ScoreNotFiniteException : RewardLabException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One line: which reward, which image, which prompt, and what to do.</param>
    public ScoreNotFiniteException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure with its cause.</summary>
    public ScoreNotFiniteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates a failure without words; prefer the others.</summary>
    public ScoreNotFiniteException()
    {
    }
}
