using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Whom a call asks, and by which options of a component: for messages.</summary>
/// <param name="Address">Where.</param>
/// <param name="Model">The model, by the service's name for it.</param>
/// <param name="KeyVariable">The environment variable that holds the key; empty for none.</param>
/// <param name="Key">What no message may hold.</param>
internal sealed record ServiceParty(ServiceAddress Address, string Model, string KeyVariable, ServiceKey Key)
{
    /// <summary>A stranger's text in one line, without the key and an end mark.</summary>
    public string Line(string text) => OneLine.Short(Key.Cleaned(text)).TrimEnd('.');
}
