using System.Globalization;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>What a plugin's code can change for the whole process in passing: put back as it was when this is disposed of.</summary>
internal readonly struct PluginProcessState : IDisposable
{
    private readonly string? _folder = CurrentFolder();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _defaultCulture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? _defaultUiCulture = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly TextWriter _output = Console.Out;
    private readonly TextWriter _error = Console.Error;

    public PluginProcessState()
    {
    }

    public void Dispose()
    {
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
