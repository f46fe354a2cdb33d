namespace RewardLab.Rewards.Http.Dialects;

/// <summary>Translates questions into requests of a dialect, and its answers into scores.</summary>
internal interface IClientDialect
{
    /// <summary>Whether a request holds several prompts of an image; where it does not, the image is sent with each of them.</summary>
    bool HoldsSeveralPrompts { get; }

    /// <summary>The path below the service's address, such as "v1/score"; empty for the address itself.</summary>
    string Path { get; }

    /// <summary>Whether requests name the reward themselves; where they do not, the path does.</summary>
    bool NamesReward { get; }

    /// <summary>The media type of requests.</summary>
    string ContentType { get; }

    /// <summary>Writes the body of a request.</summary>
    ReadOnlyMemory<byte> Write(ScoreQuestion question);

    /// <summary>Reads the body of an answer.</summary>
    /// <returns>What it says of each image and each of its prompts, in the order of the question: [scores].</returns>
    /// <exception cref="UnreadableAnswerException">It is not of this dialect, or answers another question.</exception>
    IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question);

    /// <summary>Why there is no answer, in the service's words; empty where the body says nothing that is known.</summary>
    string Refusal(ReadOnlyMemory<byte> body);
}
