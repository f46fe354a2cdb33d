using System.Security.Cryptography;

namespace RewardLab.Studies.Database;

/// <summary>Someone, or something, that answers.</summary>
/// <param name="Id">Number in the study, from 1, in the order they came.</param>
/// <param name="Name">The name, unique in the study.</param>
/// <param name="Token">What their own link is made of: 132 bits that nobody can guess, the same as long as the study lives.</param>
public sealed record StudyAnnotator(int Id, string Name, string Token)
{
    /// <summary>Characters of a name at most.</summary>
    public const int MaxNameLength = 60;

    /// <summary>A new random token for an annotator's link.</summary>
    public static string NewToken() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22);
}
