using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Prompts;

/// <summary>JSON as Python's json.dump(sets, indent=4) lays it out; .NET's writer escapes other characters.</summary>
internal static class PromptSetText
{
    private const int QuotedLength = 60;

    public static byte[] Format(IReadOnlyList<ContrastiveSet> sets)
    {
        var prompts = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append('{');
        foreach (var set in sets)
        {
            if (!prompts.Add(set.Prompt))
            {
                throw new RewardLabException($"Prompt {Quote(set.Prompt)} is listed twice. A file of prompts can contain each only once.");
            }

            text.Append(prompts.Count == 1 ? "\n    " : ",\n    ");
            AppendText(text, set.Prompt, set.Prompt);
            text.Append(": [");
            for (var i = 0; i < set.ContrastivePrompts.Count; i++)
            {
                text.Append(i == 0 ? "\n        " : ",\n        ");
                AppendText(text, set.ContrastivePrompts[i], set.Prompt);
            }

            text.Append(set.ContrastivePrompts.Count == 0 ? "]" : "\n    ]");
        }

        text.Append(sets.Count == 0 ? "}" : "\n}");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A text for an error message: one line, not too long.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= QuotedLength ? text : text[..QuotedLength] + "...";
        return $"\"{string.Concat(shown.Select(character => char.IsControl(character) ? ' ' : character))}\"";
    }

    private static void AppendText(StringBuilder text, string value, string prompt)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new RewardLabException($"Prompt {Quote(prompt)}: a text is empty; write one or remove it.");
        }

        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (char.IsSurrogate(character) && !char.IsSurrogatePair(value, char.IsLowSurrogate(character) ? Math.Max(i - 1, 0) : i))
            {
                throw new RewardLabException($"Prompt {Quote(prompt)}: a text holds half a surrogate pair, which is not valid Unicode.");
            }

            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                >= ' ' and <= '~' => character.ToString(),
                _ => $"\\u{(int)character:x4}",
            });
        }

        text.Append('"');
    }
}
