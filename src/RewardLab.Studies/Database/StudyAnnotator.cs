using System.Security.Cryptography;

namespace RewardLab.Studies.Database;

/// <summary>Someone, or something, that answers.</summary>
/// <param name="Id">Number in the study, from 1, in the order they came.</param>
/// <param name="Name">The name, unique in the study.</param>
/// <param name="Token">What their own link is made of: 132 bits that nobody can guess, the same as long as the study lives.</param>
public sealed record StudyAnnotator(int Id, string Name, string Token)
{
    /// <summary>Whether it is a reward: its answers stand beside those of people, and count neither in majorities nor as one of an item's annotators.</summary>
    public bool IsReward { get; init; }

    /// <summary>A new random token for an annotator's link.</summary>
    public static string NewToken() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22);
}
