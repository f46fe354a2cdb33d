using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>The key of a service. Its text is nowhere but in the request's header: what others say is cleaned of it.</summary>
internal sealed class ServiceKey
{
    // Shorter ones are not secrets, and would be found in innocent words.
    private const int ShortestSecret = 8;
    private readonly string? _text;

    private ServiceKey(string? text) => _text = text;

    /// <summary>Whether there is one.</summary>
    public bool IsKnown => _text is not null;

    /// <summary>The header's value; null to send none.</summary>
    public string? Header => _text is null ? null : $"Bearer {_text}";

    /// <summary>Reads the key out of the environment.</summary>
    /// <param name="variable">The variable's name; empty for no key.</param>
    /// <param name="address">Where it will be sent.</param>
    /// <param name="environment">Gives a variable's value, or null.</param>
    /// <exception cref="RewardLabException">The key cannot be one, is missing where one is needed, or would travel in the open.</exception>
    public static ServiceKey Read(string variable, ServiceAddress address, Func<string, string?> environment)
    {
        var text = variable.Length == 0 ? null : environment(variable)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return address.Uri.Host == "api.openai.com"
                ? throw new RewardLabException(
                    $"{address.Name} wants a key: put yours into the environment variable "
                    + $"{(variable.Length == 0 ? "that option 'keyVariable' names" : variable)}, or name another service by option 'endpoint'.")
                : new ServiceKey(null);
        }

        if (!text.All(character => character is > ' ' and <= '~'))
        {
            throw new RewardLabException($"The environment variable {variable} has no key: a key has no spaces and only ASCII characters.");
        }

        return address.IsPrivate
            ? new ServiceKey(text)
            : throw new RewardLabException(
                $"The key in {variable} would travel unencrypted to {address.Name}: use https, or set option 'keyVariable' to nothing to send none.");
    }

    /// <summary>A text without the key.</summary>
    public string Cleaned(string text) => _text is { Length: >= ShortestSecret } ? text.Replace(_text, "***", StringComparison.Ordinal) : text;
}
