using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>The rows of a reward tree.</summary>
internal sealed class RewardRows(List<HierarchyNode> rows, IReadOnlyList<ComponentDescription> components)
{
    private const string UsualGenerator = "rules";

    /// <summary>Adds the rows of a reward, top to bottom.</summary>
    public void Add(RewardNode node, RewardSlot slot)
    {
        var row = new HierarchyNode(slot.Place, slot.Depth, slot.Role, "")
        {
            Choices = [.. Own(node, slot), .. Any(node, slot)],
            Removal = slot.Removal is { } removal ? new HierarchyChoice("remove", removal, slot.PlaceAfterRemoval) : null,
            MoveUp = slot.Move(-1) is { } up ? new HierarchyChoice("move up", up.Result, up.Place) : null,
            MoveDown = slot.Move(1) is { } down ? new HierarchyChoice("move down", down.Result, down.Place) : null,
            Duplicate = slot.Insert?.Invoke(node) is { } copy ? new HierarchyChoice("duplicate", copy.Result, copy.Place) : null,
            Clip = HierarchyClip.Create(HeldOutNames.Describe(node), node),
            Paste = clip => clip.Reward is { } reward ? Pasted(clip.Title, reward, node, slot) : null,
        };
        switch (node)
        {
            case RewardModelNode leaf:
                rows.Add(row with
                {
                    Title = leaf.Component.Id,
                    Component = new HierarchyComponent(ComponentKind.Reward, leaf.Component, component => slot.Put(new RewardModelNode(component))),
                });
                break;
            case TextNormNode textNorm:
                rows.Add(row with
                {
                    Title = $"TextNorm {Short(textNorm.Options)}",
                    TextNorm = (textNorm.Options, options => slot.Put(textNorm with { Options = options })),
                });
                Add(textNorm.Inner, new RewardSlot(ExperimentPlace.Inner(slot.Place), slot.Depth + 1, "", inner => slot.Put(textNorm with { Inner = inner })));
                AddGenerator(textNorm, slot);
                break;
            case EnsembleNode ensemble:
                rows.Add(row with
                {
                    Title = $"{ensemble.Ensemble.Id} of {ensemble.Members.Count.ToString(CultureInfo.InvariantCulture)}",
                    Component = new HierarchyComponent(
                        ComponentKind.Ensemble, ensemble.Ensemble, component => slot.Put(ensemble with { Ensemble = component })),
                });
                AddMembers(ensemble, slot);
                break;
        }
    }

    // Into an ensemble, behind one of several, or in the place of the only one.
    private static HierarchyChoice Pasted(string title, RewardNode reward, RewardNode node, RewardSlot slot)
    {
        if (node is EnsembleNode ensemble)
        {
            return new HierarchyChoice(
                $"paste {title} as a member",
                () => slot.Put(ensemble with { Members = [.. ensemble.Members, reward] }),
                ExperimentPlace.Member(slot.Place, ensemble.Members.Count));
        }

        return slot.Insert?.Invoke(reward) is { } inserted
            ? new HierarchyChoice($"paste {title} below", inserted.Result, inserted.Place)
            : new HierarchyChoice($"paste {title} in its place", () => slot.Put(reward), slot.Place);
    }

    private void AddMembers(EnsembleNode ensemble, RewardSlot slot)
    {
        var members = ensemble.Members;
        Experiment With(IEnumerable<RewardNode> all) => slot.Put(ensemble with { Members = [.. all] });
        foreach (var (index, member) in members.Index())
        {
            Add(
                member,
                new RewardSlot(
                    ExperimentPlace.Member(slot.Place, index), slot.Depth + 1, "", node => With(members.Select((other, i) => i == index ? node : other)))
                {
                    Removal = members.Count == 1 ? null : () => With(members.Where((_, i) => i != index)),
                    PlaceAfterRemoval = index == 0 ? slot.Place : ExperimentPlace.Member(slot.Place, index - 1),
                    Insert = reward => (
                        () => With([.. members.Take(index + 1), reward, .. members.Skip(index + 1)]), ExperimentPlace.Member(slot.Place, index + 1)),
                    Move = direction => index + direction is >= 0 and var other && other < members.Count
                        ? (() => With(HierarchyReader.Swapped(members, index, other)), ExperimentPlace.Member(slot.Place, other))
                        : null,
                });
        }
    }

    private void AddGenerator(TextNormNode textNorm, RewardSlot slot)
    {
        var place = ExperimentPlace.Generator(slot.Place);
        Experiment Put(ComponentReference generator) => slot.Put(textNorm with { Generator = generator });
        rows.Add(new HierarchyNode(place, slot.Depth + 1, "contrasts", textNorm.Generator.Id)
        {
            Component = new HierarchyComponent(ComponentKind.PromptGenerator, textNorm.Generator, Put),
            Clip = HierarchyClip.Create(ComponentKind.PromptGenerator, textNorm.Generator),
            Paste = clip => HierarchyReader.PasteComponent(clip, ComponentKind.PromptGenerator, Put, place),
            Choices =
            [
                .. Create(ComponentKind.PromptGenerator)
                    .Where(component => component.Id != textNorm.Generator.Id)
                    .Select(component => new HierarchyChoice($"replace with {component.Id}", () => Put(new ComponentReference(component.Id)), place)
                    {
                        Remark = component.Description,
                    }),
            ],
        });
    }

    // What only this kind of reward offers.
    private IEnumerable<HierarchyChoice> Own(RewardNode node, RewardSlot slot) => node switch
    {
        TextNormNode textNorm => [new HierarchyChoice("remove TextNorm", () => slot.Put(textNorm.Inner), slot.Place)],
        EnsembleNode ensemble =>
        [
            .. Create(ComponentKind.Reward).Select(component => new HierarchyChoice(
                $"add member {component.Id}",
                () => slot.Put(ensemble with { Members = [.. ensemble.Members, Leaf(component)] }),
                ExperimentPlace.Member(slot.Place, ensemble.Members.Count)) { Remark = component.Description }),
            .. Create(ComponentKind.Ensemble)
                .Where(component => component.Id != ensemble.Ensemble.Id)
                .Select(component => new HierarchyChoice(
                    $"combine by {component.Id}",
                    () => slot.Put(ensemble with { Ensemble = new ComponentReference(component.Id) }),
                    slot.Place) { Remark = component.Description }),
            new HierarchyChoice("keep only the first member", () => slot.Put(ensemble.Members[0]), slot.Place),
        ],
        _ => [],
    };

    // What every reward offers.
    private IEnumerable<HierarchyChoice> Any(RewardNode node, RewardSlot slot) =>
    [
        new HierarchyChoice(
            "calibrate by TextNorm",
            () => slot.Put(new TextNormNode(node, new ComponentReference(Generator()), new TextNormOptions())),
            slot.Place) { Remark = "a softmax over contrastive prompts" },
        .. Create(ComponentKind.Ensemble).Select(component => new HierarchyChoice(
            $"put into ensemble {component.Id}",
            () => slot.Put(new EnsembleNode(new ComponentReference(component.Id), [node])),
            slot.Place) { Remark = component.Description }),
        .. Create(ComponentKind.Reward)
            .Where(component => node is not RewardModelNode leaf || leaf.Component.Id != component.Id)
            .Select(component => new HierarchyChoice($"replace with {component.Id}", () => slot.Put(Leaf(component)), slot.Place)
            {
                Remark = component.Description,
            }),
    ];

    // A tree is narrow.
    private static string Short(TextNormOptions options)
    {
        var value = options.EffectiveValue.ToString("G4", CultureInfo.InvariantCulture);
        return options.EffectiveVariant switch
        {
            TextNormVariant.MinMax => $"scale {value}",
            TextNormVariant.Equation1 => $"tau {value}",
            _ => $"logit, tau {value}",
        };
    }

    private static RewardModelNode Leaf(ComponentDescription component) => new(new ComponentReference(component.Id));

    private IEnumerable<ComponentDescription> Create(ComponentKind kind) => components.Where(component => component.Kind == kind);

    private string Generator() =>
        Create(ComponentKind.PromptGenerator).Select(component => component.Id).OrderByDescending(id => id == UsualGenerator).FirstOrDefault()
        ?? UsualGenerator;
}
