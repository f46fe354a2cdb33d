using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>Turns an experiment into the rows of its tree. Pure.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="components">What there is to choose from.</param>
internal sealed class HierarchyReader(Experiment experiment, IReadOnlyList<ComponentDescription> components)
{
    private readonly List<HierarchyNode> _rows = [];

    /// <summary>The rows, top to bottom.</summary>
    /// <param name="title">What the experiment is called.</param>
    public IReadOnlyList<HierarchyNode> Rows(string title)
    {
        _rows.Clear();
        _rows.Add(new HierarchyNode("", 0, "", title));
        AddSlot(ExperimentPlace.Model, "image model", ComponentKind.ImageModel, experiment.Model, model => experiment with { Model = model });
        AddPrompts();
        if (experiment.Reward is { } reward)
        {
            new RewardRows(_rows, components).Add(
                reward,
                new RewardSlot(ExperimentPlace.Reward, 1, "reward", node => experiment with { Reward = node })
                {
                    Removal = () => experiment with { Reward = null },
                });
        }
        else
        {
            _rows.Add(new HierarchyNode(ExperimentPlace.Reward, 1, "reward", "")
            {
                Paste = clip => clip.Reward is { } copied
                    ? new HierarchyChoice($"paste {clip.Title}", () => experiment with { Reward = copied }, ExperimentPlace.Reward)
                    : null,
                Choices =
                [
                    .. Read(ComponentKind.Reward).Select(component => new HierarchyChoice(
                        $"use {component.Id}", () => experiment with { Reward = Leaf(component) }, ExperimentPlace.Reward) { Remark = component.Description }),
                ],
            });
        }

        AddSlot(ExperimentPlace.Optimizer, "optimizer", ComponentKind.Algorithm, experiment.Optimizer, optimizer => experiment with { Optimizer = optimizer });
        AddHeldOutRewards();
        return [.. _rows];
    }

    /// <summary>A list with two neighbours in each other's place.</summary>
    public static T[] Swapped<T>(IReadOnlyList<T> list, int index, int other)
    {
        T[] all = [.. list];
        (all[index], all[other]) = (all[other], all[index]);
        return all;
    }

    /// <summary>Pasting a component in the place of another of its kind; null where it is of another.</summary>
    public static HierarchyChoice? PasteComponent(HierarchyClip clip, ComponentKind kind, Func<ComponentReference, Experiment> put, string place) =>
        clip.Component is { } copied && copied.Kind == kind ? new HierarchyChoice($"paste {clip.Title}", () => put(copied.Reference), place) : null;

    private static RewardModelNode Leaf(ComponentDescription component) => new(new ComponentReference(component.Id));

    private IEnumerable<ComponentDescription> Read(ComponentKind kind) => components.Where(component => component.Kind == kind);

    private void AddSlot(string place, string role, ComponentKind kind, ComponentReference? reference, Func<ComponentReference?, Experiment> put) =>
        _rows.Add(new HierarchyNode(place, 1, role, reference?.Id ?? "")
        {
            Component = reference is null ? null : new HierarchyComponent(kind, reference, put),
            Clip = reference is null ? null : HierarchyClip.Create(kind, reference),
            Paste = clip => PasteComponent(clip, kind, put, place),
            Choices =
            [
                .. Read(kind)
                    .Where(component => component.Id != reference?.Id)
                    .Select(component => new HierarchyChoice(
                        $"{(reference is null ? "use" : "replace with")} {component.Id}",
                        () => put(new ComponentReference(component.Id)),
                        place) { Remark = component.Description }),
            ],
            Removal = reference is null ? null : new HierarchyChoice($"remove {reference.Id}", () => put(null), place),
        });

    private void AddPrompts()
    {
        var prompts = experiment.Prompts;
        Experiment With(IEnumerable<string> texts) => experiment with { Prompts = new ExperimentPrompts { Texts = [.. texts] } };
        _rows.Add(new HierarchyNode(
            ExperimentPlace.Prompts,
            1,
            "prompts",
            prompts.File.Length > 0 ? $"from {prompts.File}" : prompts.Texts.Count > 0 ? prompts.Texts.Count.ToString(CultureInfo.InvariantCulture) : "")
        {
            Choices = [new HierarchyChoice("add a prompt", () => With([.. prompts.Texts, "new prompt"]), ExperimentPlace.Prompt(prompts.Texts.Count))],
            Paste = clip => PastePrompt(clip, prompts.Texts.Count),
            Removal = prompts.IsEmpty ? null : new HierarchyChoice("remove all prompts", () => With([]), ExperimentPlace.Prompts),
        });
        HierarchyChoice Insert(string title, string text, int at) => new(
            title,
            () => With([.. prompts.Texts.Take(at), prompts.Texts.Contains(text) ? PromptList.Vary(text, prompts.Texts) : text, .. prompts.Texts.Skip(at)]),
            ExperimentPlace.Prompt(at));
        HierarchyChoice? PastePrompt(HierarchyClip clip, int at) => clip.Prompt is { } copied ? Insert($"paste \"{copied}\"", copied, at) : null;
        foreach (var (index, text) in prompts.Texts.Index())
        {
            _rows.Add(new HierarchyNode(ExperimentPlace.Prompt(index), 2, "", text)
            {
                Choices =
                [
                    new HierarchyChoice(
                        "add a prompt below",
                        () => With([.. prompts.Texts.Take(index + 1), "new prompt", .. prompts.Texts.Skip(index + 1)]),
                        ExperimentPlace.Prompt(index + 1)),
                ],
                Duplicate = Insert("duplicate", text, index + 1),
                Clip = HierarchyClip.Create(text),
                Paste = clip => PastePrompt(clip, index + 1),
                MoveUp = index == 0
                    ? null
                    : new HierarchyChoice("move up", () => With(Swapped(prompts.Texts, index, index - 1)), ExperimentPlace.Prompt(index - 1)),
                MoveDown = index == prompts.Texts.Count - 1
                    ? null
                    : new HierarchyChoice("move down", () => With(Swapped(prompts.Texts, index, index + 1)), ExperimentPlace.Prompt(index + 1)),
                Removal = new HierarchyChoice(
                    $"remove \"{text}\"",
                    () => With(prompts.Texts.Where((_, i) => i != index)),
                    prompts.Texts.Count == 1 ? ExperimentPlace.Prompts : ExperimentPlace.Prompt(Math.Max(0, index - 1))),
            });
        }
    }

    private void AddHeldOutRewards()
    {
        var heldOutRewards = experiment.HeldOutRewards;
        Experiment With(IEnumerable<HeldOutReward> all) => experiment with { HeldOutRewards = [.. all] };
        HeldOutReward Replaced(HeldOutReward former, RewardNode reward) =>
            new(HeldOutNames.After(former, reward, heldOutRewards.Where(other => other != former)), reward);
        Experiment Inserted(RewardNode reward, int at) => With(
            [.. heldOutRewards.Take(at), new HeldOutReward(HeldOutNames.Create(reward, heldOutRewards), reward), .. heldOutRewards.Skip(at)]);
        _rows.Add(new HierarchyNode(
            ExperimentPlace.HeldOut, 1, "heldOut", heldOutRewards.Count > 0 ? heldOutRewards.Count.ToString(CultureInfo.InvariantCulture) : "")
        {
            Paste = clip => clip.Reward is { } copied
                ? new HierarchyChoice(
                    $"paste {clip.Title}", () => Inserted(copied, heldOutRewards.Count), ExperimentPlace.HeldOutItem(heldOutRewards.Count))
                : null,
            Choices =
            [
                .. Read(ComponentKind.Reward).Select(component => new HierarchyChoice(
                    $"add held-out reward {component.Id}",
                    () => With([.. heldOutRewards, new HeldOutReward(HeldOutNames.Create(Leaf(component), heldOutRewards), Leaf(component))]),
                    ExperimentPlace.HeldOutItem(heldOutRewards.Count)) { Remark = component.Description }),
            ],
        });
        foreach (var (index, heldOutReward) in heldOutRewards.Index())
        {
            new RewardRows(_rows, components).Add(
                heldOutReward.Reward,
                new RewardSlot(
                    ExperimentPlace.HeldOutItem(index),
                    2,
                    heldOutReward.Name,
                    node => With(heldOutRewards.Select((other, i) => i == index ? Replaced(heldOutReward, node) : other)))
                {
                    Removal = () => With(heldOutRewards.Where((_, i) => i != index)),
                    PlaceAfterRemoval = index == 0 ? ExperimentPlace.HeldOut : ExperimentPlace.HeldOutItem(index - 1),
                    Insert = reward => (() => Inserted(reward, index + 1), ExperimentPlace.HeldOutItem(index + 1)),
                    Move = direction => index + direction is >= 0 and var other && other < heldOutRewards.Count
                        ? (() => With(Swapped(heldOutRewards, index, other)), ExperimentPlace.HeldOutItem(other))
                        : null,
                });
        }
    }
}
