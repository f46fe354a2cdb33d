using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>Calls one component: whatever its code throws names component, plugin, version and call, and what it changes of the process is put back.</summary>
/// <param name="name">The component, such as "reward 'brightness'".</param>
/// <param name="pluginId">Its plugin, such as "acme.brightness".</param>
/// <param name="version">The plugin's version; may be empty.</param>
/// <param name="isShipped">Whether the plugin came with RewardLab: then its exceptions are RewardLab's own.</param>
/// <param name="calls">Told of every call, so that the end of the process inside it is told by its name.</param>
/// <param name="log">Told of what must not end anything, such as a failure to dispose.</param>
internal sealed class ComponentGuard(string name, string pluginId, string version, bool isShipped, PluginCalls calls, Action<string> log)
{
    private readonly string _plugin = $"{pluginId} {version}".TrimEnd();
    private readonly ConcurrentDictionary<string, PluginCall> _calls = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Calls the component.</summary>
    /// <param name="call">What is called, for messages.</param>
    /// <param name="body">The call.</param>
    /// <param name="cancellationToken">The token that the call was given: only when that is cancelled may it end by a cancellation.</param>
    /// <exception cref="RewardLabException">The component's code failed.</exception>
    public T Call<T>(string call, Func<T> body, CancellationToken cancellationToken = default)
    {
        if (isShipped)
        {
            return body();
        }

        using var running = Begin(call);
        try
        {
            return body();
        }
        catch (Exception exception) when (IsItsFault(exception, cancellationToken))
        {
            throw Failure(call, exception);
        }
    }

    /// <summary>Calls the component and awaits its answer.</summary>
    /// <inheritdoc cref="Call{T}"/>
    public async Task<T> CallAsync<T>(string call, Func<Task<T>> body, CancellationToken cancellationToken = default)
        where T : class?
    {
        if (isShipped)
        {
            return await body().ConfigureAwait(false);
        }

        using var running = Begin(call);
        try
        {
            return await Something(body(), call).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsItsFault(exception, cancellationToken))
        {
            throw Failure(call, exception);
        }
    }

    /// <summary>The plugin's code runs until the result is disposed of.</summary>
    public RunningCall Begin(string call) => isShipped ? default : new RunningCall(calls, Called(call));

    /// <summary>Disposes of the component once; a failure of that is told and forgotten, for the work is done by then.</summary>
    public void Dispose(object component)
    {
        if (_isDisposed || component is not IDisposable disposable)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            Call("Dispose", () =>
            {
                disposable.Dispose();
                return true;
            });
        }
        catch (RewardLabException exception)
        {
            log(exception.Message);
        }
    }

    /// <summary>An answer of the component's that breaks its contract.</summary>
    /// <param name="what">What it did, such as "returned 3 images for 4 requests".</param>
    public ComponentFaultException Broken(string what) => new($"{name} of plugin '{_plugin}' {what}. This is a bug in the plugin: tell its author.");

    /// <summary>An answer that is not null.</summary>
    public T Something<T>(T? answer, string call)
        where T : class => answer ?? throw Broken($"returned nothing from {call}");

    /// <summary>Finite numbers.</summary>
    public double[] Finite(double[]? answer, string call, int count)
    {
        var values = Something(answer, call);
        var bad = Array.FindIndex(values, value => !double.IsFinite(value));
        return values.Length != count ? throw Broken($"returned {values.Length} values from {call} where {count} were asked for")
            : bad < 0 ? values
            : throw Broken($"returned {values[bad]} from {call}, at place {bad + 1} of {count}");
    }

    /// <summary>Scores that are not usable.</summary>
    public ScoreNotFiniteException NotFinite(double score, int image, int imageCount, string prompt) => new(
        $"{name} of plugin '{_plugin}' gave the score {score} to image {image + 1} of {imageCount} for the prompt \"{OneLine.Format(prompt)}\". "
        + "Scores must be finite numbers: check the reward's model and its options.")
    {
        Image = image,
    };

    private PluginCall Called(string call) => _calls.GetOrAdd(
        call,
        static (call, guard) => new PluginCall(guard.Id, $"{call} of {guard.Name} of plugin '{guard.Plugin}'"),
        (Id: pluginId, Name: name, Plugin: _plugin));

    private static bool IsItsFault(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        RewardLabException or OutOfMemoryException => false,
        _ => true,
    };

    private ComponentFaultException Failure(string call, Exception exception) =>
        new($"{name} of plugin '{_plugin}' failed in {call}: {OneLine.Format(exception)}", exception);
}
