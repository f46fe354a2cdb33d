namespace RewardLab.Hosting.Models.Hub;

/// <summary>Which hub is asked, and how patiently.</summary>
public sealed record HubOptions
{
    /// <summary>The hub's address, without a slash at its end. Default: https://huggingface.co.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>Sent to the hub, and to no other host; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether nothing may be fetched.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Files fetched at a time. Default: 4; at least 1.</summary>
    public int ParallelFiles { get; init; } = 4;

    /// <summary>Attempts at a request that fails in a way that may pass. Default: 6; at least 1.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Wait before the second attempt; doubled for each further one. Default: 1 second.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may be silent. Default: 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE say.</summary>
    /// <exception cref="Abstractions.RewardLabException">HF_ENDPOINT is not an address.</exception>
    public static HubOptions FromEnvironment()
    {
        var endpoint = HubEnvironment.Endpoint();
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? new HubOptions { Endpoint = address, Token = HubEnvironment.Token(), IsOffline = HubEnvironment.IsOffline() }
            : throw new Abstractions.RewardLabException($"HF_ENDPOINT is '{endpoint}', but must be a URL such as https://huggingface.co.");
    }
}
