using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Inspector;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>The values of one node of an experiment, as the Inspector shows them.</summary>
/// <param name="document">The experiment.</param>
/// <param name="place">The node's place.</param>
internal sealed class NodeInspection(ExperimentDocument document, string place) : IInspected
{
    private Dictionary<Field, Func<string, Experiment>> _fields = [];
    private int _version = -1;

    public string Title => place.Length == 0 ? document.Title : place;

    public EditHistory History => document.History;

    public bool IsReadOnly => document.TextProblem is not null;

    public string Refusal => $"Correct the YAML first, or undo it: {document.TextProblem}";

    public IReadOnlyList<Field> Fields
    {
        get
        {
            if (_version != document.Version)
            {
                _version = document.Version;
                _fields = Read();
            }

            return place.Length == 0 ? [.. _fields.Keys, .. document.Run.All] : [.. _fields.Keys];
        }
    }

    private HierarchyNode? Node => document.Rows.FirstOrDefault(row => row.Place == place);

    public void Set(Field field, string text)
    {
        var before = field.Text;
        if (before == text)
        {
            return;
        }

        if (_fields.ContainsKey(field))
        {
            document.Set(place, field, text, () => Fresh(field)(text));

            // The field that is typed in stays the same one; the others are checked against its new text.
            field.Text = text;
            _fields = Read().ToDictionary(known => known.Key.Name == field.Name ? field : known.Key, known => known.Value);
            _version = document.Version;
        }
        else
        {
            History.Do(new Edit($"set {field.Name}", () => field.Text = text, () => field.Text = before, Merge: field));
        }
    }

    // What the experiment is with a text is said by the experiment of now, not by that of when the fields were read.
    private Func<string, Experiment> Fresh(Field field) => Read().First(known => known.Key.Name == field.Name).Value;

    private Dictionary<Field, Func<string, Experiment>> Read()
    {
        var fields = new Dictionary<Field, Func<string, Experiment>>();
        foreach (var (field, put) in Node is { } node ? Own(node) : [])
        {
            if (document.Drafts.TryGetValue((place, field.Name), out var draft))
            {
                field.Text = draft;
            }

            fields.Add(field, put);
        }

        return fields;
    }

    private IEnumerable<(Field Field, Func<string, Experiment> Put)> Own(HierarchyNode node)
    {
        var current = document.Current;
        if (place.Length == 0)
        {
            yield return (Number(
                "imagesPerPrompt", new Experiment().ImagesPerPrompt, current.ImagesPerPrompt,
                "images per prompt, if no algorithm says how many"), text => current with { ImagesPerPrompt = int.Parse(text, CultureInfo.InvariantCulture) });
        }
        else if (place == ExperimentPlace.Prompts)
        {
            yield return (Text(
                "file",
                FieldKind.Path,
                "",
                current.Prompts.File,
                "file with one prompt per line, instead of prompts listed here; empty for none",
                static text => PathCheck.Problem(text, "file", "file")),
                    text => current with { Prompts = text.Length > 0 ? new ExperimentPrompts { File = text } : current.Prompts with { File = "" } });
        }
        else if (current.Prompts.Texts.Index().FirstOrDefault(prompt => ExperimentPlace.Prompt(prompt.Index) == place) is { Item: { } said } prompt)
        {
            yield return (Text(
                "prompt",
                FieldKind.Text,
                said,
                said,
                "the prompt to generate images for",
                text => text.Trim().Length == 0
                    ? "must not be empty"
                    : current.Prompts.Texts.Where((_, i) => i != prompt.Index).Contains(text.Trim(), StringComparer.Ordinal)
                        ? "must differ from the other prompts"
                        : null),
                text => current with
                {
                    Prompts = new ExperimentPrompts { Texts = [.. current.Prompts.Texts.Select((other, i) => i == prompt.Index ? text : other)] },
                });
        }

        if (current.HeldOutRewards.Index()
            .FirstOrDefault(heldOutReward => ExperimentPlace.HeldOutItem(heldOutReward.Index) == place) is { Item: { } heldOutReward, Index: var index })
        {
            yield return (Text(
                "name",
                FieldKind.Text,
                heldOutReward.Name,
                heldOutReward.Name,
                "name of this held-out reward in tables and events",
                text => text.Trim().Length == 0
                    ? "must not be empty"
                    : current.HeldOutRewards.Where((_, i) => i != index).Any(other => other.Name == text.Trim())
                        ? "must differ from the names of the other held-out rewards"
                        : null),
                text => current with
                {
                    HeldOutRewards = [.. current.HeldOutRewards.Select((other, i) => i == index ? heldOutReward with { Name = text.Trim() } : other)],
                });
        }

        foreach (var option in Options(node))
        {
            yield return option;
        }
    }

    private IEnumerable<(Field Field, Func<string, Experiment> Put)> Options(HierarchyNode node)
    {
        if (node.TextNorm is { } textNorm)
        {
            var values = OptionsDescription.ValuesOf(textNorm.Options).Where(value => value.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
            return OptionFields.Create(typeof(TextNormOptions), values).Select(option => (option.Field,
                (Func<string, Experiment>)(text => textNorm.Put(OptionsBinder.Bind<TextNormOptions>(OptionFields.With(values, option, text), "textNorm")))));
        }

        return node.Component is { } component
            && document.Components.FirstOrDefault(known => known.Kind == component.Kind && known.Id == component.Reference.Id) is { } description
            ? OptionFields.Create(description.OptionsType, component.Reference.Options).Select(option => (Suggesting(option.Field, component.Kind),
                (Func<string, Experiment>)(text => component.Put(
                    component.Reference with { Options = OptionFields.With(component.Reference.Options, option, text) }))))
            : [];
    }

    // Rewards and image models name their weights by the ids of the models that are known.
    private Field Suggesting(Field field, ComponentKind kind)
    {
        if (field.Name == "model" && kind is ComponentKind.Reward or ComponentKind.ImageModel)
        {
            field.Suggestions = () => document.ModelIds(kind);
        }

        return field;
    }

    private static Field Number(string name, int standard, int value, string description)
    {
        var field = RunFields.Whole(
            name,
            standard.ToString(CultureInfo.InvariantCulture),
            description,
            $"whole number, 1 to {Experiment.MaxImagesPerPrompt}",
            text => Experiment.TryReadImagesPerPrompt(text, out _),
            1,
            Experiment.MaxImagesPerPrompt);
        field.Text = value.ToString(CultureInfo.InvariantCulture);
        return field;
    }

    private static Field Text(string name, FieldKind kind, string standard, string value, string description, Func<string, string?> check) => new()
    {
        Name = name,
        Kind = kind,
        Default = standard,
        Text = value,
        Description = description,
        Range = "text",
        Check = check,
    };
}
