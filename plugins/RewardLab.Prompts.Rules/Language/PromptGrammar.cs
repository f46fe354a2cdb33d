using System.Text.RegularExpressions;

namespace RewardLab.Prompts.Rules.Language;

/// <summary>
/// Takes prompts apart: <c>[prefix] object ["and" object] [suffix]</c>, where an object is an article or a number and a noun with its adjectives.
/// </summary>
/// <remarks>
/// The prefix is whatever stands before the first number or article, and phrases such as "a realistic photo of" or "a bowl of" that lead to one.
/// A noun ends at a preposition, a participle or punctuation; all from there on is the suffix and stays as it is.
/// </remarks>
internal sealed partial class PromptGrammar
{
    private const int MaxLength = 2000;

    private readonly string _prompt;
    private readonly (int Start, int End, string Word)[] _tokens;

    private PromptGrammar(string prompt)
    {
        _prompt = prompt;
        _tokens = [.. Tokens().Matches(prompt).Select(match => (match.Index, match.Index + match.Length, match.Value.ToLowerInvariant()))];
    }

    /// <summary>Takes a prompt apart, or says why it cannot be: a clause that completes "the prompt ...".</summary>
    public static ObjectPrompt? Parse(string prompt, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Length > MaxLength)
        {
            problem = $"is longer than {MaxLength} characters";
            return null;
        }

        return new PromptGrammar(prompt).Parse(out problem);
    }

    private ObjectPrompt? Parse(out string? problem)
    {
        var start = Array.FindIndex(_tokens, token => TryCount(token.Word, out _, out _));
        if (start < 0)
        {
            problem = "counts no object";
            return null;
        }

        if (start > 0 && IsJoiner(start - 1))
        {
            problem = "counts only some of its objects";
            return null;
        }

        var first = ObjectAt(start, out var next, out problem);
        while (first is not null && LeadsToAnother(first, next))
        {
            start = next + 1;
            first = ObjectAt(start, out next, out problem);
        }

        if (first is null)
        {
            return null;
        }

        if (first.Count == 1
            && IsDepiction(first)
            && next < _tokens.Length
            && (_tokens[next].Word == "of" || GrammarWords.DepictionLinks.Contains(_tokens[next].Word)))
        {
            problem = "counts no object, only the image itself";
            return null;
        }

        var objects = new List<CountedNoun> { first };
        if (IsJoiner(next) || IsCount(next))
        {
            var second = ObjectAt(IsJoiner(next) ? next + 1 : next, out next, out problem);
            if (second is null)
            {
                problem = "does not count what stands after \"and\"";
                return null;
            }

            objects.Add(second);
        }

        problem = ProblemOfSuffix(next);
        if (problem is not null)
        {
            return null;
        }

        var end = _tokens[next - 1].End;
        return new ObjectPrompt(_prompt[.._tokens[start].Start], objects, _prompt[end..], char.IsUpper(_prompt[_tokens[start].Start]));
    }

    /// <summary>The object whose number or article is the token at <paramref name="start"/>, and the token after it.</summary>
    private CountedNoun? ObjectAt(int start, out int next, out string? problem)
    {
        next = start + 1;
        if (!IsCount(start))
        {
            problem = "counts no object there";
            return null;
        }

        TryCount(_tokens[start].Word, out var count, out var digits);
        while (next < _tokens.Length && IsNounWord(_tokens[next].Word))
        {
            next++;
        }

        problem = next == start + 1 ? $"has no noun after \"{_tokens[start].Word}\"" : null;
        next = problem is null ? EndOfNoun(start + 1, next, count, out problem) : next;
        if (problem is not null)
        {
            return null;
        }

        var noun = _prompt[_tokens[start + 1].Start.._tokens[next - 1].End];
        return count == 1
            ? new CountedNoun(count, noun, Noun.Plural(noun), digits)
            : new CountedNoun(count, Noun.Singular(noun), Noun.CanBePlural(noun) ? noun : Noun.Plural(noun), digits);
    }

    /// <summary>Where the noun ends inside a run of words: "dogs playing chess" is a noun and a participle with its object.</summary>
    private int EndOfNoun(int start, int end, int count, out string? problem)
    {
        problem = null;
        var participle = Enumerable.Range(start, end - start).Skip(1).FirstOrDefault(i => IsParticiple(_tokens[i].Word), end);
        if (count > 1)
        {
            // Only a plural tells "dogs playing" from "red smiling faces".
            if (participle < end && Noun.CanBePlural(_tokens[participle - 1].Word))
            {
                return participle;
            }

            var head = Enumerable.Range(start, end - start).LastOrDefault(i => Noun.CanBePlural(_tokens[i].Word), end - 1);
            problem = head == end - 1 ? null : Verb(_tokens[head + 1].Word);
            return head + 1;
        }

        // "A red colored dog" is one noun, "a cat dressed" is not.
        var between = Enumerable.Range(start, end - start - 1).Skip(1).FirstOrDefault(i => CutsNoun(_tokens[i].Word), end);
        participle = IsParticiple(_tokens[end - 1].Word) && end - start > 1 ? end - 1 : end;
        if (between < end)
        {
            problem = $"has \"{_tokens[between].Word}\" in the middle of its noun, which may describe what stands before it or after";
        }
        else if (participle == end && end - start > 1 && Noun.Singular(_tokens[end - 1].Word) != _tokens[end - 1].Word)
        {
            problem = Verb(_tokens[end - 1].Word);
        }

        return participle;
    }

    /// <summary>Whether a phrase merely leads to what is counted: "a photo of three apples", "a bowl of two eggs".</summary>
    private bool LeadsToAnother(CountedNoun noun, int next) =>
        noun.Count == 1
        && next < _tokens.Length
        && IsCount(next + 1)
        && (_tokens[next].Word == "of"
            || (IsDepiction(noun) && (GrammarWords.DepictionLinks.Contains(_tokens[next].Word) || _tokens[next].Word is ":" or ",")));

    private static bool IsDepiction(CountedNoun noun) =>
        GrammarWords.Depictions.Contains(noun.Singular[(noun.Singular.LastIndexOf(' ') + 1)..].ToLowerInvariant());

    private string? ProblemOfSuffix(int next)
    {
        if (next >= _tokens.Length)
        {
            return null;
        }

        if (GrammarWords.Verbs.Contains(_tokens[next].Word))
        {
            return Verb(_tokens[next].Word);
        }

        if (_tokens[next].Word is "that" or "which" or "who")
        {
            return $"has a clause with \"{_tokens[next].Word}\", whose verb would have to change with the number";
        }

        var isList = IsJoiner(next) || (_tokens[next].Word == "," && (IsCount(next + 1) || IsJoiner(next + 1)));
        return isList || IsCount(next) ? "counts more than two objects" : null;
    }

    private static string Verb(string word) => $"has the verb \"{word}\", which would have to change with the number";

    private bool IsCount(int token) => token < _tokens.Length && TryCount(_tokens[token].Word, out _, out _);

    private bool IsJoiner(int token) => token < _tokens.Length && _tokens[token].Word is "and" or "&";

    private static bool CutsNoun(string word) =>
        GrammarWords.IrregularParticiples.Contains(word)
        || (word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 4 && !GrammarWords.NounsLikeParticiples.Contains(word));

    private static bool IsParticiple(string word) =>
        CutsNoun(word) || (word.EndsWith("ed", StringComparison.Ordinal) && word.Length > 4 && !GrammarWords.NounsLikeParticiples.Contains(word));

    private static bool IsNounWord(string word) =>
        char.IsLetterOrDigit(word[0])
        && word is not ("and" or "or")
        && !GrammarWords.Prepositions.Contains(word)
        && !GrammarWords.Verbs.Contains(word)
        && !TryCount(word, out _, out _);

    private static bool TryCount(string word, out int count, out bool digits)
    {
        if (word is "a" or "an")
        {
            (count, digits) = (1, false);
            return true;
        }

        return NumberWords.TryRead(word, out count, out digits);
    }

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*|\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tokens();
}
