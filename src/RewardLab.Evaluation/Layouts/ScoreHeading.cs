namespace RewardLab.Evaluation.Layouts;

/// <summary>The heading of a column of scores: its role, and whose scores they are.</summary>
/// <param name="Role">What the column holds.</param>
/// <param name="Name">The reward's name; of the ground truth and of labels it is that of the column.</param>
public sealed record ScoreHeading(ScoreRole Role, string Name)
{
    private const string ProxyPrefix = "proxy/";
    private const string HeldOutPrefix = "heldOut/";

    /// <summary>The heading of the ground truth.</summary>
    public static ScoreHeading GroundTruth { get; } = new(ScoreRole.GroundTruth, ScoreLayout.GroundTruth);

    /// <summary>The heading of labels.</summary>
    public static ScoreHeading Label { get; } = new(ScoreRole.Label, ScoreLayout.Label);

    /// <summary>The heading as a table has it: "clip", "proxy/clip", "heldOut/clip", "groundTruth" or "label".</summary>
    public string Text => Role switch
    {
        ScoreRole.Proxy => ProxyPrefix + Name,
        ScoreRole.HeldOut => HeldOutPrefix + Name,
        ScoreRole.GroundTruth => ScoreLayout.GroundTruth,
        ScoreRole.Label => ScoreLayout.Label,
        _ => Name,
    };

    /// <summary>The heading of the column that orders the scores of this one where they round alike.</summary>
    public string OrderText => Text + ScoreLayout.OrderSuffix;

    /// <summary>Reads a heading.</summary>
    /// <param name="text">What a table has.</param>
    public static ScoreHeading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text == ScoreLayout.GroundTruth ? GroundTruth
            : text == ScoreLayout.Label ? Label
            : text.StartsWith(ProxyPrefix, StringComparison.Ordinal) ? new ScoreHeading(ScoreRole.Proxy, text[ProxyPrefix.Length..])
            : text.StartsWith(HeldOutPrefix, StringComparison.Ordinal) ? new ScoreHeading(ScoreRole.HeldOut, text[HeldOutPrefix.Length..])
            : new ScoreHeading(ScoreRole.Reward, text);
    }
}
