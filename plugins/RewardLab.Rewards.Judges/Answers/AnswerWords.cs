using RewardLab.Rewards.Judges.Chat;

namespace RewardLab.Rewards.Judges.Answers;

/// <summary>The two answers that a question has, each by the words that count as it.</summary>
/// <param name="Positive">Words of the answer whose probability is the score, such as "yes"; lower case.</param>
/// <param name="Negative">Words of the other one, such as "no"; lower case.</param>
internal sealed record AnswerWords(IReadOnlyList<string> Positive, IReadOnlyList<string> Negative)
{
    // What tokenizers write for a space before a word, and for the end of a line.
    private const string SpaceMarks = "\u2581\u0120\u010A";

    /// <summary>The probabilities of both answers, all spellings of each added up.</summary>
    /// <param name="candidates">The candidates of the answer's first token.</param>
    public (double Positive, double Negative) Probabilities(IReadOnlyList<TokenProbability> candidates)
    {
        var (positive, negative) = (0.0, 0.0);
        foreach (var candidate in candidates)
        {
            var word = Word(candidate.Token);
            if (Positive.Contains(word))
            {
                positive += Math.Exp(candidate.LogProbability);
            }
            else if (Negative.Contains(word))
            {
                negative += Math.Exp(candidate.LogProbability);
            }
        }

        return (positive, negative);
    }

    /// <summary>Which answer a text begins with: true for the positive one; null for neither.</summary>
    public bool? Read(string text)
    {
        var word = Word(new string([.. text.Trim().TrimStart('*', '"', '\'', '(').TakeWhile(char.IsLetterOrDigit)]));
        return Positive.Contains(word) ? true : Negative.Contains(word) ? false : null;
    }

    /// <summary>Whether a token is nothing but space.</summary>
    public static bool IsBlank(string token) => Word(token).Length == 0;

    /// <summary>Both answers together, for messages.</summary>
    public string Joined => $"'{Positive[0]}' and '{Negative[0]}'";

    /// <summary>Both answers after "neither", for messages.</summary>
    public override string ToString() => $"'{Positive[0]}' nor '{Negative[0]}'";

    private static string Word(string token) => token.Trim().Trim([.. SpaceMarks]).Trim().ToLowerInvariant();
}
