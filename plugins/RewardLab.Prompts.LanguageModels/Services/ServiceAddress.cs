using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Where a language model is served.</summary>
internal sealed record ServiceAddress
{
    private ServiceAddress(Uri uri) => Uri = uri;

    /// <summary>The address, without a slash at its end.</summary>
    public Uri Uri { get; }

    /// <summary>Host, and port where it is not the scheme's own: for messages and records.</summary>
    public string Name => Uri.Authority;

    /// <summary>Whether it is OpenAI's own service, or Microsoft's of the same models.</summary>
    public bool IsOpenAi => Uri.Host == "api.openai.com" || Uri.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a key may travel there: nobody on the way can read it.</summary>
    public bool IsPrivate => Uri.IsLoopback || Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Parses the option 'endpoint'.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="component">Whose option it is, such as "Generator 'llm'".</param>
    /// <exception cref="RewardLabException">It is none, or holds what belongs elsewhere; a password in it is not repeated.</exception>
    public static ServiceAddress Parse(string text, string component)
    {
        if (!Uri.TryCreate(text.Trim().TrimEnd('/'), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            throw new RewardLabException($"{component}: option 'endpoint' is not an http or https address; write one such as http://localhost:11434/v1.");
        }

        return uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            ? throw new RewardLabException(
                $"{component}: option 'endpoint' may hold no user name, password or query; "
                + $"name {uri.Authority} alone, and put the key into the environment variable that 'keyVariable' names.")
            : new ServiceAddress(uri);
    }
}
