using System.Globalization;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>A service sends more than any answer needs.</summary>
internal sealed class AnswerTooLargeException(long bytes)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"answers with more than {bytes >> 20} MB, which no scores need"));
