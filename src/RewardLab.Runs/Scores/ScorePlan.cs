using System.Security.Cryptography;
using System.Text;

namespace RewardLab.Runs.Scores;

/// <summary>What is scored against what: a journal continues only with the same plan.</summary>
/// <param name="Prompts">The texts, in order.</param>
/// <param name="Rewards">The columns' names, in order.</param>
/// <param name="Description">All else that scores depend on, such as options and the model's place.</param>
public sealed record ScorePlan(IReadOnlyList<string> Prompts, IReadOnlyList<string> Rewards, string Description)
{
    /// <summary>Scores of one image.</summary>
    public int ScoresPerImage => Prompts.Count * Rewards.Count;

    /// <summary>SHA-256 over all of it.</summary>
    public string Identity
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var text in Prompts.Append("").Concat(Rewards).Append("").Append(Description))
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                hash.AppendData(BitConverter.GetBytes(bytes.Length));
                hash.AppendData(bytes);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
