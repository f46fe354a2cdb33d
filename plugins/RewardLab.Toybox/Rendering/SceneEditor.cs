using RewardLab.Abstractions;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>Scenes that fit a prompt, and the same scenes with one thing changed so that they do not.</summary>
internal static class SceneEditor
{
    /// <summary>The scene of a prompt and a seed, edited.</summary>
    /// <remarks>Every edit of one prompt and seed has the same ground, light, noise and style, and the untouched objects are in the same places.</remarks>
    /// <exception cref="RewardLabException">The prompt asks for nothing that can be counted, too many objects or a colour that a toy does not have; or the
    /// edit changes colours and it names none.</exception>
    public static Scene Sample(ToyPrompt prompt, ulong seed, SceneEdit edit)
    {
        var wanted = prompt.Counts.ToObjects().ToArray();
        if (wanted.Length is 0 or >= SceneSampler.MaxObjects)
        {
            throw new RewardLabException($"Toybox's scenes hold 1 to {SceneSampler.MaxObjects - 1} objects, but '{prompt.Text}' asks for {wanted.Length}.");
        }

        // One object more than is wanted is placed, so that adding it moves no other.
        var edited = wanted[0];
        var scene = SceneSampler.Sample(ToyCounts.From([.. wanted, edited]), new ToyRandom(seed));
        var all = scene.Objects.Select(toy => Coloured(toy, prompt, edit == SceneEdit.OtherColour)).ToList();
        var extra = all.FindLastIndex(toy => toy.Class == edited);
        if (edit != SceneEdit.ObjectMore)
        {
            all.RemoveAt(extra);
        }

        var place = all.FindLastIndex(toy => toy.Class == edited);
        if (edit == SceneEdit.ObjectLess)
        {
            all.RemoveAt(place);
        }
        else if (edit == SceneEdit.OtherToy)
        {
            all[place] = all[place] with { Class = ToyClasses.All.First(toy => !wanted.Contains(toy)) };
        }
        else if (edit == SceneEdit.OtherColour && prompt.Demands.All(demand => demand.Colour is null))
        {
            throw new RewardLabException($"'{prompt.Text}' names no colour that could be changed.");
        }

        return scene with { Objects = all };
    }

    private static SceneObject Coloured(SceneObject toy, ToyPrompt prompt, bool isOther)
    {
        if (prompt.Demands.FirstOrDefault(demand => demand.Class == toy.Class)?.Colour is not { } colour)
        {
            return toy;
        }

        var index = ToyPalette.NamesOf(toy.Class).ToList().IndexOf(colour);
        return index < 0
            ? throw new RewardLabException($"'{prompt.Text}': Toybox has no {Word(toy.Class)} in {Word(colour)}.")
            : toy with { Colour = (index + (isOther ? 1 : 0)) % ToyPalette.ColoursPerClass };
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
