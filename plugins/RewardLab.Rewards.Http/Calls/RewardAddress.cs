using RewardLab.Abstractions;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>Where a service is, and where a dialect's requests go.</summary>
internal sealed record RewardAddress
{
    /// <summary>Where 'rewardlab rewards serve' listens unless it is told otherwise.</summary>
    public const string Usual = "http://127.0.0.1:4747";

    private RewardAddress(Uri root, Uri target) => (Root, Target) = (root, target);

    /// <summary>The service's address.</summary>
    public Uri Root { get; }

    /// <summary>Where requests are sent.</summary>
    public Uri Target { get; }

    /// <summary>Whether nobody on the way can read what is sent.</summary>
    public bool IsPrivate => Root.IsLoopback || Root.Scheme == Uri.UriSchemeHttps;

    /// <summary>Parses the option 'url'.</summary>
    /// <param name="text">The option.</param>
    /// <param name="path">The dialect's path, which the option may hold already.</param>
    /// <param name="reward">The reward's id that the path has to name; empty for none.</param>
    /// <exception cref="RewardLabException">It is no such address, or holds what belongs elsewhere; a password in it is not repeated.</exception>
    public static RewardAddress Parse(string text, string path, string reward)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            throw new RewardLabException($"Reward 'http': option 'url' is not an http or https address; write one such as {Usual}.");
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new RewardLabException(
                "Reward 'http': option 'url' may hold no user name, password, query or fragment, because runs record it; "
                + $"name {uri.Scheme}://{uri.Authority}{uri.AbsolutePath} alone, and put the token into an environment variable that 'tokenVariable' names.");
        }

        var root = uri.AbsoluteUri.TrimEnd('/');
        if (path.Length > 0 && root.EndsWith($"/{path}", StringComparison.Ordinal))
        {
            root = root[..^(path.Length + 1)];
        }

        var target = root + (reward.Length > 0 ? $"/r/{Uri.EscapeDataString(reward)}" : "") + (path.Length > 0 ? $"/{path}" : "");
        return new RewardAddress(new Uri(root), new Uri(target));
    }
}
