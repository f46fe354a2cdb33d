using System.Reflection;
using System.Runtime.Loader;
using RewardLab.Hosting.Plugins.Discovery;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>One plugin's assemblies: its own dependencies stay private to it, shared ones come from the program.</summary>
/// <remarks>
/// Managed assemblies are loaded from the very bytes that were proven unchanged. A native library must be loaded from its file: it is proven
/// right before, and a swap within that moment would go unnoticed. A load context separates versions; it is not a wall against hostile code.
/// </remarks>
/// <param name="id">The plugin.</param>
/// <param name="assemblyPath">Its assembly.</param>
/// <param name="files">Its files.</param>
/// <param name="accuse">Notes for the next start that the plugin's code ended the process, and how.</param>
internal sealed class PluginLoadContext(string id, string assemblyPath, PluginFiles files, Action<string> accuse)
    : AssemblyLoadContext($"plugin {id}", isCollectible: false)
{
    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <summary>Notes for the next start that the plugin's code ended the process, and how.</summary>
    public Action<string> Accuse { get; } = accuse;

    public Assembly LoadPlugin() => LoadUnchanged(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !SharedAssemblies.Contain(assemblyName.Name) && _resolver.ResolveAssemblyToPath(assemblyName) is { } path && files.Contains(path)
            ? LoadUnchanged(path)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is not { } path || !files.Contains(path))
        {
            return 0;
        }

        files.ReadUnchanged(path);
        return LoadUnmanagedDllFromPath(path);
    }

    private Assembly LoadUnchanged(string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var assemblyStream = new MemoryStream(files.ReadUnchanged(path), writable: false);
        using var symbolStream = files.Contains(symbols) ? new MemoryStream(files.ReadUnchanged(symbols), writable: false) : null;
        return LoadFromStream(assemblyStream, symbolStream);
    }
}
