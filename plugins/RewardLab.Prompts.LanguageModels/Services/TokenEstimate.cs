using System.Text;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Tokens of texts where nobody counted them.</summary>
internal static class TokenEstimate
{
    /// <summary>What a text probably has: four bytes of UTF-8 a token.</summary>
    public static long Compute(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;

    /// <summary>What two messages hardly exceed: three bytes per token, and what marks their beginnings and ends.</summary>
    public static long AtMost(string first, string second) => ((Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second)) / 3) + 16;
}
