namespace RewardLab.Architecture.Tests;

/// <summary>What plugins are compiled against is listed member by member, and has the version that it says.</summary>
public sealed class ContractTests
{
    [Theory]
    [InlineData("RewardLab.Abstractions")]
    [InlineData("RewardLab.Torch")]
    public void PublicMembers_OfAContract_AreListedAndTheListIsEnforced(string assembly)
    {
        var folder = Path.Combine(Repository.Root, "src", assembly);
        var listed = File.ReadAllLines(Path.Combine(folder, "PublicAPI.Shipped.txt"));

        listed[0].ShouldBe("#nullable enable");
        listed.Length.ShouldBeGreaterThan(500);
        listed.SequenceEqual(listed.Order(StringComparer.Ordinal), StringComparer.Ordinal).ShouldBeTrue("sorted, so that a change is one line");
        var project = File.ReadAllText(Path.Combine(folder, assembly + ".csproj"));
        project.ShouldContain("<PackageReference Include=\"Microsoft.CodeAnalysis.PublicApiAnalyzers\" PrivateAssets=\"all\" />");
        project.ShouldContain("<AdditionalFiles Include=\"PublicAPI.Shipped.txt;PublicAPI.Unshipped.txt\" />");
        foreach (var settings in Repository.Files(".csproj", "src").Concat([Path.Combine(Repository.Root, ".editorconfig")]).Where(File.Exists))
        {
            File.ReadAllText(settings).ShouldNotContain("RS0016", Case.Insensitive);
            File.ReadAllText(settings).ShouldNotContain("RS0017", Case.Insensitive);
        }
    }

    [Theory]
    [InlineData("RewardLab.Abstractions")]
    [InlineData("RewardLab.Torch")]
    public void Version_OfAContractsAssembly_IsTheContracts(string assembly)
    {
        using var contract = House.Open(House.PathOf("RewardLab.Abstractions"));
        var current = contract.MainModule.GetType("RewardLab.Abstractions.ContractVersion").Fields.Single(field => field.Name == "Current").Constant;

        System.Reflection.AssemblyName.GetAssemblyName(House.PathOf(assembly)).Version!.ToString(2).ShouldBe(current);
    }
}
