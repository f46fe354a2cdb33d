using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Experiments;

/// <summary>Finds what an experiment lacks, without making any component.</summary>
public static class ExperimentProblems
{
    /// <summary>The problems, top to bottom; none for an experiment that can be begun.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="components">What there is, as <see cref="IComponentCatalog.Components"/> lists it.</param>
    public static IReadOnlyList<ExperimentProblem> Detect(Experiment experiment, IReadOnlyList<ComponentDescription> components)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(components);
        return [.. Find(experiment, new Check(components))];
    }

    private static IEnumerable<ExperimentProblem> Find(Experiment experiment, Check check)
    {
        // An optimizer may bring whatever it needs with it; only without one must everything be said.
        var drawsAlone = experiment.Optimizer is null;
        IEnumerable<ExperimentProblem> problems =
        [
            .. experiment.Model is { } model
                ? check.Component(ExperimentPlace.Model, ComponentKind.ImageModel, model)
                : Missing(drawsAlone, ExperimentPlace.Model, "there is no image model"),
            .. Missing(drawsAlone && experiment.Prompts.IsEmpty, ExperimentPlace.Prompts, "there are no prompts"),
            .. experiment.Reward is { } reward ? check.Tree(ExperimentPlace.Reward, reward) : Missing(drawsAlone, ExperimentPlace.Reward, "there is no reward"),
            .. experiment.Optimizer is { } optimizer ? check.Component(ExperimentPlace.Optimizer, ComponentKind.Algorithm, optimizer) : [],
        ];
        foreach (var problem in problems)
        {
            yield return problem;
        }

        foreach (var (index, heldOutReward) in experiment.HeldOutRewards.Index())
        {
            if (experiment.HeldOutRewards.Take(index).Any(other => other.Name == heldOutReward.Name))
            {
                yield return new ExperimentProblem(ExperimentPlace.HeldOutItem(index), $"two held-out rewards are named '{heldOutReward.Name}'; rename one");
            }

            foreach (var problem in check.Tree(ExperimentPlace.HeldOutItem(index), heldOutReward.Reward))
            {
                yield return problem;
            }
        }
    }

    private static ExperimentProblem[] Missing(bool isMissing, string place, string what) => isMissing ? [new ExperimentProblem(place, what)] : [];

    private sealed class Check(IReadOnlyList<ComponentDescription> components)
    {
        public IEnumerable<ExperimentProblem> Tree(string place, RewardNode node) => node switch
        {
            RewardModelNode leaf => Component(place, ComponentKind.Reward, leaf.Component),
            TextNormNode textNorm =>
            [
                .. Tree(ExperimentPlace.Inner(place), textNorm.Inner),
                .. Component(ExperimentPlace.Generator(place), ComponentKind.PromptGenerator, textNorm.Generator),
            ],
            EnsembleNode ensemble =>
            [
                .. Component(place, ComponentKind.Ensemble, ensemble.Ensemble),
                .. Missing(ensemble.Members.Count == 0, place, "the ensemble has no members"),
                .. ensemble.Members.SelectMany((member, index) => Tree(ExperimentPlace.Member(place, index), member)),
            ],
            _ => [],
        };

        public IEnumerable<ExperimentProblem> Component(string place, ComponentKind kind, ComponentReference reference)
        {
            if (components.FirstOrDefault(component => component.Kind == kind && component.Id == reference.Id) is not { } known)
            {
                return
                [
                    new ExperimentProblem(
                        place,
                        $"there is no {ComponentKinds.Noun(kind)} '{reference.Id}'. "
                        + $"{NearestName.Advice(reference.Id, [.. components.Where(component => component.Kind == kind).Select(component => component.Id)])}"),
                ];
            }

            try
            {
                OptionsBinder.Bind(known.OptionsType, reference.Options, reference.Id);
                return [];
            }
            catch (RewardLabException exception)
            {
                return [new ExperimentProblem(place, exception.Message)];
            }
        }
    }
}
