using RewardLab.Web;

namespace RewardLab.Jobs.Studies;

/// <summary>How a study is served.</summary>
internal sealed record ServingRequest
{
    /// <summary>Annotators who get links of their own; where there are none, one link asks for a name.</summary>
    public IReadOnlyList<string> Annotators { get; init; } = [];

    /// <summary>Where, and by which protocol.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>After how many minutes people are reminded to rest; 0 for never.</summary>
    public int BreakMinutes { get; init; }
}
