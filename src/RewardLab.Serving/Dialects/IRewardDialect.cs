namespace RewardLab.Serving.Dialects;

/// <summary>How some trainers ask for scores: pure translation between bytes and requests.</summary>
public interface IRewardDialect
{
    /// <summary>A word for logs and metrics.</summary>
    string Name { get; }

    /// <summary>The media type of its answers.</summary>
    string ContentType { get; }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RewardRequestException">It is not of this dialect, or exceeds a limit.</exception>
    RewardRequest Read(ReadOnlyMemory<byte> body, RequestLimits limits);

    /// <summary>The body of an answer that says why there is no other.</summary>
    byte[] Refuse(string problem);
}
