using System.Composition;
using System.Composition.Hosting;
using System.Reflection;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Loads a trusted plugin and makes its factories. Whatever the plugin does meanwhile becomes a state and a reason.</summary>
internal static class PluginLoader
{
    /// <exception cref="PluginLoadException">It is not supported here, or its own code failed.</exception>
    public static IReadOnlyList<LoadedComponent> Load(PluginCandidate plugin)
    {
        var assembly = LoadAssembly(plugin);
        try
        {
            // Never disposed: factories may hold on to parts that the container shares between them, and plugins stay until the process ends.
            var container = new ContainerConfiguration().WithAssembly(assembly).CreateContainer();
            return
            [
                .. Factories<IRewardModel>(container, ComponentKind.Reward, plugin),
                .. Factories<IPromptGenerator>(container, ComponentKind.PromptGenerator, plugin),
                .. Factories<IEnsemble>(container, ComponentKind.Ensemble, plugin),
                .. Factories<IImageModel>(container, ComponentKind.ImageModel, plugin),
                .. Factories<IAlgorithm>(container, ComponentKind.Optimizer, plugin),
            ];
        }
        catch (Exception exception) when (exception is not PluginLoadException)
        {
            throw new PluginLoadException(PluginState.Malfunctioned, $"its exports cannot be composed: {OneLine.Format(Cause(exception))}", exception);
        }
    }

    private static Assembly LoadAssembly(PluginCandidate plugin)
    {
        try
        {
            var context = new PluginLoadContext(plugin.Id, plugin.AssemblyPath, plugin.Files!);
            var assembly = context.LoadPlugin();
            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                Require(reference, context);
            }

            // Composition rethrows what this throws, without saying for which plugin.
            assembly.GetTypes();
            return assembly;
        }
        catch (ReflectionTypeLoadException exception)
        {
            var missing = exception.LoaderExceptions.FirstOrDefault(cause => cause is not null) ?? exception;
            throw new PluginLoadException(PluginState.NotSupported, $"its types cannot be loaded: {OneLine.Format(missing.Message)}", exception);
        }
        catch (Exception exception) when (exception is not PluginLoadException)
        {
            throw new PluginLoadException(PluginState.NotSupported, $"it cannot be loaded: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static void Require(AssemblyName reference, PluginLoadContext context)
    {
        try
        {
            context.LoadFromAssemblyName(reference);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            var name = $"{OneLine.Format(reference.Name ?? "")} {reference.Version?.ToString(3)}";
            throw new PluginLoadException(
                PluginState.NotSupported,
                SharedAssemblies.Contain(reference.Name)
                    ? $"it needs {name}, of which this RewardLab has another version or none: get a matching version of the plugin or of RewardLab"
                    : $"it needs {name}, which is not in its folder or does not load: put it there, with its own dependencies",
                exception);
        }
    }

    private static List<LoadedComponent> Factories<TComponent>(CompositionHost container, ComponentKind kind, PluginCandidate plugin)
        where TComponent : class
    {
        var components = new List<LoadedComponent>();
        foreach (var export in container.GetExports<ExportFactory<IComponentFactory<TComponent>, ComponentMetadata>>())
        {
            try
            {
                var factory = export.CreateExport().Value;
                components.Add(new LoadedComponent(
                    new ComponentDescription(kind, export.Metadata.Id, OneLine.Format(export.Metadata.Description), plugin.Id, factory.OptionsType),
                    factory,
                    plugin.Source.Folder));
            }
            catch (Exception exception)
            {
                throw new PluginLoadException(
                    PluginState.Malfunctioned,
                    $"the factory of its {ComponentKinds.Noun(kind)} '{OneLine.Format(export.Metadata.Id)}' failed: {OneLine.Format(Cause(exception))}",
                    exception);
            }
        }

        return components;
    }

    private static Exception Cause(Exception exception) =>
        exception is TargetInvocationException or CompositionFailedException or TypeInitializationException && exception.InnerException is { } inner
            ? Cause(inner)
            : exception;
}
