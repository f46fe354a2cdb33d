using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Prompts.LanguageModels.Examples;

namespace RewardLab.Prompts.LanguageModels.Messages;

/// <summary>Writes questions: the instruction, then examples, then the prompt.
/// A prompt is JSON on a line of its own, so that nothing in it can end the data.</summary>
internal static class QuestionWriter
{
    // Readable to a model: only what JSON itself needs is escaped, line breaks among it.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Asks for contrastive prompts.</summary>
    /// <param name="book">Instruction and examples.</param>
    /// <param name="categories">The prompt's categories.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="already">What earlier answers gave.</param>
    public static Question ContrastivePrompts(
        PromptBook book,
        IReadOnlyList<PromptCategory> categories,
        string prompt,
        int count,
        IReadOnlyList<string> already)
    {
        var data = new StringBuilder();
        foreach (var category in categories)
        {
            data.Append("Examples of ").Append(category.Name).Append(":\n");
            foreach (var example in category.Examples)
            {
                data.Append(JsonSerializer.Serialize(new ExampleData(example.Prompt, example.Outputs), Json)).Append('\n');
            }

            data.Append('\n');
        }

        data.Append("The prompt:\n").Append(JsonSerializer.Serialize(new ContrastivePromptData(prompt, count, already.Count == 0 ? null : already), Json));
        return new Question("contrasts", prompt, book.Instruction, data.ToString(), count) { Categories = [.. categories.Select(category => category.Name)] };
    }

    /// <summary>Asks for a prompt's categories.</summary>
    public static Question Categories(PromptBook book, string prompt)
    {
        var data = new StringBuilder("Categories:\n");
        foreach (var category in book.Categories)
        {
            data.Append(JsonSerializer.Serialize(new CategoryData(category.Name, category.Description), Json)).Append('\n');
        }

        data.Append("\nThe prompt:\n").Append(JsonSerializer.Serialize(new ContrastivePromptData(prompt, null, null), Json));
        return new Question("classification", prompt, book.Classification, data.ToString(), 0);
    }

    private sealed record ExampleData(string Prompt, IReadOnlyList<string> Captions);

    private sealed record CategoryData(string Name, string Description);

    private sealed record ContrastivePromptData(string Prompt, int? Count, IReadOnlyList<string>? Already);
}
