using Orleans.Configuration;

namespace RewardLab.Cluster.Contracts;

/// <summary>What Orleans calls the cluster, on both sides. No protection: the token is.</summary>
internal static class ClusterNames
{
    private const string Name = "rewardlab";

    public static void Set(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (Name, Name);
}
