using System.Text.Json;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Tests.Language;

/// <summary>The comprehensive set of Toybox's benchmark: prompts in scripts/toybox-prompts.csx, contrasts written by hand beside it.</summary>
public sealed class ComprehensivePromptsTests
{
    private static readonly string Scripts = Clone.PathOf("scripts");

    private static readonly Dictionary<string, string[]> Written =
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Scripts, "toybox-written.json")))!;

    [Fact]
    public void Written_EveryPrompt_IsOneThatToyboxJudgesAndTheScriptLists()
    {
        var script = File.ReadAllText(Path.Combine(Scripts, "toybox-prompts.csx"));
        Written.Count.ShouldBe(38);
        foreach (var prompt in Written.Keys)
        {
            ToyPrompt.Parse(prompt).Text.ShouldBe(prompt);
            script.ShouldContain($"\"{prompt}\"");
        }

        // None could be read without language: plain counts are of the other sets.
        Written.Keys.ShouldAllBe(prompt => !ToyPrompts.All.Contains(prompt));
    }

    [Fact]
    public void Written_EveryContrast_MeansSomethingElse()
    {
        foreach (var (prompt, contrastivePrompts) in Written)
        {
            contrastivePrompts.Length.ShouldBeGreaterThanOrEqualTo(6, prompt);
            contrastivePrompts.ShouldBeUnique();
            var wanted = ToyPrompt.Parse(prompt);
            foreach (var contrastivePrompt in contrastivePrompts)
            {
                // Some say less than an image needs ("only balls"); those that Toybox reads must want another image.
                if (ToyPrompt.TryParse(contrastivePrompt, out var other))
                {
                    (other.Demands.SequenceEqual(wanted.Demands) && other.Comparison == wanted.Comparison).ShouldBeFalse($"{prompt} / {contrastivePrompt}");
                }
            }
        }
    }
}
