using System.Reflection;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components;

/// <summary>Where in whose options something stands, for messages.</summary>
/// <param name="Owner">"reward 'brightness'".</param>
/// <param name="Path">"group.list[2]"; empty for the options themselves.</param>
internal sealed record OptionPath(string Owner, string Path)
{
    public OptionPath Option(PropertyInfo property) =>
        this with { Path = Path.Length == 0 ? OptionProperties.Name(property) : $"{Path}.{OptionProperties.Name(property)}" };

    public OptionPath Entry(object key) => this with { Path = $"{Path}[{key}]" };

    public RewardLabException Problem(string what, Exception? cause = null)
    {
        var message = Path.Length == 0 ? $"{Owner} {what}" : $"{Owner}: option '{Path}' {what}";
        return cause is null ? new RewardLabException(message) : new RewardLabException(message, cause);
    }
}
