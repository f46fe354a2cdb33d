using System.Composition;
using System.Composition.Hosting;
using System.Reflection;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Loads a trusted plugin and makes its factories. Whatever the plugin does meanwhile becomes a state and a reason.</summary>
internal static class PluginLoader
{
    private const int MaxDependencyBytes = 16 << 20;
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Loads it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="accuse">Told of an exception of the plugin's that ends the process later, and how.</param>
    /// <exception cref="PluginLoadException">It is not supported here, or its own code failed.</exception>
    public static LoadedPlugin Load(PluginCandidate plugin, Action<string> accuse)
    {
        var assembly = LoadAssembly(plugin, accuse);
        try
        {
            // Never disposed: factories may hold on to parts that the container shares between them, and plugins stay until the process ends.
            var container = new ContainerConfiguration().WithAssembly(assembly).CreateContainer();
            LoadedComponent[] components =
            [
                .. Factories<IRewardModel>(container, ComponentKind.Reward, plugin),
                .. Factories<IPromptGenerator>(container, ComponentKind.PromptGenerator, plugin),
                .. Factories<IEnsemble>(container, ComponentKind.Ensemble, plugin),
                .. Factories<IImageModel>(container, ComponentKind.ImageModel, plugin),
                .. Factories<IAlgorithm>(container, ComponentKind.Algorithm, plugin),
            ];
            var handlers = UnitHandlers(container, plugin);
            return components.Length + handlers.Count > 0 ? new LoadedPlugin(components, handlers) : throw new PluginLoadException(
                PluginState.NotSupported,
                "it exports no component: a factory needs an attribute such as [ExportReward(\"id\")]",
                new InvalidOperationException("There are no exports."));
        }
        catch (Exception exception) when (exception is not PluginLoadException)
        {
            throw new PluginLoadException(PluginState.Malfunctioned, $"its exports cannot be composed: {OneLine.Format(Cause(exception))}", exception);
        }
    }

    private static Assembly LoadAssembly(PluginCandidate plugin, Action<string> accuse)
    {
        try
        {
            CheckDependencies(plugin);
            var context = new PluginLoadContext(plugin.Id, plugin.AssemblyPath, plugin.Files!, accuse);
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

    // The runtime reads this file in native code, where one that nests deeply ends the process by a stack overflow.
    private static void CheckDependencies(PluginCandidate plugin)
    {
        var path = Path.ChangeExtension(plugin.AssemblyPath, ".deps.json");
        if (!plugin.Files!.Contains(path))
        {
            return;
        }

        var name = OneLine.Format(Path.GetFileName(path));
        try
        {
            if (new FileInfo(path).Length > MaxDependencyBytes)
            {
                throw new InvalidDataException($"'{name}' is larger than {MaxDependencyBytes >> 20} MiB");
            }

            using var document = JsonDocument.Parse(TextFile.Decode(plugin.Files.ReadUnchanged(path), name), Lenient);
        }
        catch (JsonException exception)
        {
            throw new PluginLoadException(
                PluginState.NotSupported,
                $"'{name}' is not the list of dependencies that a build writes (line {exception.LineNumber + 1}): build or install the plugin again",
                exception);
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
                    plugin.Source.Folder)
                {
                    Version = plugin.Manifest!.Version,
                });
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

    private static List<LoadedUnitHandler> UnitHandlers(CompositionHost container, PluginCandidate plugin)
    {
        var handlers = new List<LoadedUnitHandler>();
        foreach (var export in container.GetExports<ExportFactory<IUnitHandlerFactory, UnitHandlerMetadata>>())
        {
            try
            {
                handlers.Add(new LoadedUnitHandler(export.Metadata.Id, export.CreateExport().Value, plugin.Id, plugin.Source.Folder));
            }
            catch (Exception exception)
            {
                throw new PluginLoadException(
                    PluginState.Malfunctioned,
                    $"the factory of its unit handler '{OneLine.Format(export.Metadata.Id)}' failed: {OneLine.Format(Cause(exception))}",
                    exception);
            }
        }

        return handlers;
    }

    /// <summary>What the plugin's code threw, without what carried it here.</summary>
    public static Exception Cause(Exception exception) =>
        exception is TargetInvocationException or CompositionFailedException or TypeInitializationException && exception.InnerException is { } inner
            ? Cause(inner)
            : exception;
}
