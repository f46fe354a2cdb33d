using RewardLab.Abstractions;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>The token of a service. Its text is nowhere but in the request's header: what others say is cleaned of it.</summary>
internal sealed class RewardToken
{
    // Shorter ones are no secrets, and would be found in innocent words.
    private const int MinSecretLength = 6;

    private readonly string? _text;

    private RewardToken(string? text) => _text = text;

    /// <summary>The header's value; null to send none.</summary>
    public string? Header => _text is null ? null : $"Bearer {_text}";

    /// <summary>Reads the token out of the environment.</summary>
    /// <param name="variable">The variable's name; empty for no token.</param>
    /// <param name="address">Where it will be sent.</param>
    /// <param name="environment">Gives a variable's value, or null.</param>
    /// <exception cref="RewardLabException">It is missing, cannot be one, or would travel in the open.</exception>
    public static RewardToken Read(string variable, RewardAddress address, Func<string, string?> environment)
    {
        if (variable.Length == 0)
        {
            return new RewardToken(null);
        }

        var text = environment(variable)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            throw new RewardLabException(
                $"Reward 'http': the environment variable {OneLine.Short(variable)} holds no token; "
                + "set it, or set option 'tokenVariable' to nothing to send none.");
        }

        if (!text.All(character => character is > ' ' and <= '~'))
        {
            throw new RewardLabException(
                $"Reward 'http': the environment variable {OneLine.Short(variable)} holds no token: one has no spaces and only ASCII characters.");
        }

        return address.IsPrivate
            ? new RewardToken(text)
            : throw new RewardLabException(
                $"Reward 'http': the token in {OneLine.Short(variable)} would travel unencrypted to {address.Root.Authority}: "
                + "use https, or set option 'tokenVariable' to nothing to send none.");
    }

    /// <summary>A text without the token.</summary>
    public string Cleaned(string text) => _text is { Length: >= MinSecretLength } ? text.Replace(_text, "***", StringComparison.Ordinal) : text;
}
