using System.Globalization;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>A stretch of a plugin's code: what it can change for the whole process in passing is put back as it was when this is disposed of.</summary>
internal readonly struct PluginProcessState : IDisposable
{
    private static readonly AsyncLocal<bool> IsRunning = new();
    private readonly bool _wasRunning = IsRunning.Value;
    private readonly string? _folder = CurrentFolder();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _defaultCulture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? _defaultUiCulture = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly TextWriter _output = Console.Out;
    private readonly TextWriter _error = Console.Error;

    public PluginProcessState()
    {
        IsRunning.Value = true;
    }

    /// <summary>Whether the code that asks was called by a plugin, or runs on a thread or in a task that a plugin began.</summary>
    public static bool IsPluginRunning => IsRunning.Value;

    public void Dispose()
    {
        IsRunning.Value = _wasRunning;
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
        CultureInfo.DefaultThreadCurrentCulture = _defaultCulture;
        CultureInfo.DefaultThreadCurrentUICulture = _defaultUiCulture;
        if (!ReferenceEquals(Console.Out, _output))
        {
            Console.SetOut(_output);
        }

        if (!ReferenceEquals(Console.Error, _error))
        {
            Console.SetError(_error);
        }

        if (_folder is not null && !string.Equals(CurrentFolder(), _folder, StringComparison.Ordinal) && Directory.Exists(_folder))
        {
            Environment.CurrentDirectory = _folder;
        }
    }

    private static string? CurrentFolder()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // deleted meanwhile
        }
    }
}
