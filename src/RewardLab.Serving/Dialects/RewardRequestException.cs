namespace RewardLab.Serving.Dialects;

/// <summary>A request that is refused, or that failed as a whole: one line for whoever sent it, and HTTP's status.</summary>
public sealed class RewardRequestException : Exception
{
    /// <summary>Creates a refusal.</summary>
    /// <param name="status">HTTP's status: 4xx where another try of the same request cannot help, 429 and 503 where it can.</param>
    /// <param name="message">One line.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public RewardRequestException(int status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>Creates a failure of the service itself.</summary>
    public RewardRequestException(string message, Exception? innerException)
        : this(500, message, innerException)
    {
    }

    /// <summary>Creates a failure of the service itself.</summary>
    public RewardRequestException(string message)
        : this(500, message)
    {
    }

    /// <summary>Creates a failure without words; prefer the others.</summary>
    public RewardRequestException()
        : this(500, "The service failed.")
    {
    }

    /// <summary>HTTP's status.</summary>
    public int Status { get; }
}
