using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Templates;

/// <summary>The names that follow from the one a user gives a new plugin.</summary>
/// <param name="Name">As given.</param>
/// <param name="PluginId">"acme.my-reward".</param>
/// <param name="ComponentId">"acme-my-reward".</param>
/// <param name="Namespace">"Acme.MyReward".</param>
internal sealed partial record PluginNames(string Name, string PluginId, string ComponentId, string Namespace)
{
    private const int MaxLength = 60;

    /// <exception cref="RewardLabException">It is not a name.</exception>
    public static PluginNames Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxLength || !NamePattern().IsMatch(name))
        {
            throw new RewardLabException(
                $"'{OneLine.Format(name)}' cannot be the name of a plugin. Use words of letters and digits that begin with a letter, "
                + $"joined by dots or hyphens, at most {MaxLength} characters, such as acme.brightness.");
        }

        var id = WordStart().Replace(name, "-").ToLowerInvariant();
        var words = name.Split('.').Select(part => string.Concat(part.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        return new PluginNames(name, id, id.Replace('.', '-'), string.Join('.', words));
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z][A-Za-z0-9]*)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
