using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Components.Guards;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks a component as the program that calls it and the scientist who relies on it would.</summary>
public static class ComponentChecks
{
    private const int MaxAdvice = 400;

    /// <summary>Makes a component and all the checks of its kind.</summary>
    /// <param name="catalog">What makes it.</param>
    /// <param name="component">The component.</param>
    /// <param name="options">What to check it with.</param>
    /// <param name="report">Told of each check as it ends.</param>
    /// <param name="cancellationToken">Cancelled by the user.</param>
    /// <exception cref="RewardLabException">An option is unknown or does not fit.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public static void Run(
        IComponentCatalog catalog, ComponentDescription component, CheckOptions options, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        var session = new CheckSession(options, report, cancellationToken);
        if (Missing(component, options) is { Count: > 0 } missing)
        {
            report(new CheckResult("made", CheckOutcome.Skipped, $"it needs {string.Join(", ", missing)}"));
            return;
        }

        OptionsBinder.Bind(component.OptionsType, options.Settings, $"{ComponentKinds.Noun(component.Kind)} '{component.Id}'");
        switch (component.Kind)
        {
            case ComponentKind.Reward:
                With<IRewardModel>(reward => reward.Name, reward => new RewardChecks(reward, session).Run());
                break;
            case ComponentKind.PromptGenerator:
                With<IPromptGenerator>(generator => generator.Name, generator => new PromptGeneratorChecks(generator, session).Run());
                break;
            case ComponentKind.Ensemble:
                With<IEnsemble>(ensemble => ensemble.Name, ensemble => new EnsembleChecks(ensemble, component, session).Run());
                break;
            case ComponentKind.ImageModel:
                With<IImageModel>(model => model.Name, model => new ImageModelChecks(model, session).Run());
                break;
            default:
                With<IAlgorithm>(algorithm => algorithm.Name, algorithm => new AlgorithmChecks(algorithm, session).Run());
                break;
        }

        void With<TComponent>(Func<TComponent, string> name, Action<TComponent> check)
            where TComponent : class
        {
            TComponent? made = null;
            session.Check("made", () =>
            {
                made = Make<TComponent>(catalog, component, options);
                return name(made) is { Length: > 0 } text ? $"it calls itself '{OneLine.Format(text)}'" : throw new CheckFailure("it has no name");
            });
            if (made is null)
            {
                return;
            }

            check(made);

            // One that hangs is left alone: it is still busy on a thread of its own.
            if (!session.IsStuck)
            {
                (made as IDisposable)?.Dispose();
            }
        }
    }

    private static TComponent Make<TComponent>(IComponentCatalog catalog, ComponentDescription component, CheckOptions options)
        where TComponent : class
    {
        try
        {
            return catalog.Create<TComponent>(new ComponentReference(component.Id, options.Settings));
        }
        catch (RewardLabException exception) when (options.MissingModel() is not null || exception is not ComponentFaultException)
        {
            // It says itself what it lacks: a model, weights beside the plugin, options that go together.
            throw CheckFailure.Skip(OneLine.Format(options.MissingModel() ?? exception.Message, MaxAdvice));
        }
    }

    private static List<string> Missing(ComponentDescription component, CheckOptions options) =>
        [.. OptionsDescription.Create(component.OptionsType)
            .Where(option => option.IsRequired && !options.Settings.Keys.Any(name => OptionSettings.IsCalled(option, name)))
            .Select(option => $"--set {option.Name}=VALUE{(option.Description.Length > 0 ? $" ({option.Description})" : "")}")];
}
