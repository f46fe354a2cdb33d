using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;

namespace RewardLab.Hosting.Plugins.Trust;

/// <summary>Whether a plugin's code may run, and why not.</summary>
/// <param name="IsShipped">It came with RewardLab and is unchanged.</param>
/// <param name="Problem">Why it may not run; null where it may.</param>
internal sealed record TrustDecision(bool IsShipped, string? Problem)
{
    public bool IsTrusted => Problem is null;

    public static TrustDecision Create(PluginCandidate candidate, ShippedPlugins shipped, PluginRecord? record)
    {
        try
        {
            return Compare(candidate, shipped, record);
        }
        catch (RewardLabException exception)
        {
            return new TrustDecision(false, exception.Message);
        }
    }

    /// <summary>Trust in a plugin under development: in the files of one hash.</summary>
    public static TrustDecision OfDevelopment(PluginCandidate candidate, string hash)
    {
        try
        {
            return new TrustDecision(false, candidate.Files?.Hash == hash ? null : "its files changed since they were built");
        }
        catch (RewardLabException exception)
        {
            return new TrustDecision(false, exception.Message);
        }
    }

    private static TrustDecision Compare(PluginCandidate candidate, ShippedPlugins shipped, PluginRecord? record)
    {
        if (candidate.Files is not { } files)
        {
            return new TrustDecision(false, "its files could not be read");
        }

        var shippedFiles = candidate.Source is { IsInProgramFolder: true, IsBare: false } ? shipped.Files(Path.GetFileName(candidate.Source.Folder)) : null;
        var changeFromShipped = shippedFiles is null ? null : files.DifferenceFrom(shippedFiles);
        if (shippedFiles is not null && changeFromShipped is null)
        {
            return new TrustDecision(true, null);
        }

        if (record?.TrustedFiles is { } trusted)
        {
            return files.DifferenceFrom(trusted) is { } change
                ? new TrustDecision(false, $"trust ended: {change}. If you made this change, run 'rewardlab plugins trust {candidate.Id}'")
                : new TrustDecision(false, null);
        }

        return new TrustDecision(false, changeFromShipped is null
            ? $"not part of RewardLab and not trusted yet; trust it with 'rewardlab plugins trust {candidate.Id}'"
            : $"changed since RewardLab was built: {changeFromShipped}. Build or install again, or, if you made this change, "
                + $"run 'rewardlab plugins trust {candidate.Id}'");
    }
}
