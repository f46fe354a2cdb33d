using RewardLab.Abstractions;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Data;

/// <summary>A published data set that can be fetched.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Description">One line for lists, with its licence.</param>
/// <param name="Source">Where its files lie: names of files are appended to it.</param>
/// <param name="Files">Its files.</param>
/// <param name="Remark">What is not among them, and where it is to be had.</param>
public sealed record DataSet(string Id, string Description, Uri Source, IReadOnlyList<DataFile> Files, string Remark)
{
    /// <summary>TIA2 of Kim et al., ICLR 2024, at the commit whose numbers the paper prints.</summary>
    public static DataSet Tia2 { get; } = new(
        "tia2",
        "TIA2: 550 prompts, labels of 27,500 images by three annotators, contrastive prompts, the paper's scores (Apache-2.0)",
        new Uri("https://raw.githubusercontent.com/kykim0/TextNorm/5ed52025b1c4a62f31765165a14dff41d304b4a9/"),
        [
            new("human_annotations/human_labels_comprehensive.json", 1_043_285, "eeb31f73d1cf53c3a169c303d66f40b02f1f52cd0c1198efcfe283a6158ce0cf"),
            new("human_annotations/human_labels_counting.json", 1_539_452, "58b9a8a4bc934cc3fd60e01f851fd82b2dc8df1d1c60f27a8b568ebb50520d17"),
            new("human_annotations/human_labels_composition.json", 3_238_719, "f7b1710c969f72b4d9c80e8360a01bb4666a877aa83e1d200cd28ef19ca48d46"),
            new("prompts/prompt_set_comprehensive.json", 38_830, "e99dc45050babe26656f2012fb8ba118452cebc6eb034af5d11e0b2f3f197a60"),
            new("prompts/prompt_set_counting.json", 30_396, "09e9364d29d2e6ac20e2c8a1e701e7fe53a69835ade83fe4236bf423eea4b52b"),
            new("prompts/prompt_set_composition.json", 566_013, "de5da1f63d6f5051824aba05355820ecc76e14cd65217f4f15b22bf44fbd3136"),
            new("alignment_scores/alignment_scores_comprehensive.json", 136_055, "b4428bc28fe6af6963e3e8e7545356f1f8fb18bdccb9371c3ec36c86a10fff0e"),
            new("alignment_scores/alignment_scores_counting.json", 237_167, "f69a728fcb1a408f9b010cb2be2130e783bbedfec0ff6fef1b8c4f01628aee01"),
            new("alignment_scores/alignment_scores_composition.json", 482_688, "7bfe88c8b709c9ae0e685d4d4eea2fb724ac2d797c5b894845774a8fe48ee1c5"),
        ],
        "The images are not part of these files: https://github.com/kykim0/TextNorm links to them. "
        + "Unpack them to images/comprehensive, images/counting and images/composition in the same folder, or name their folder with --images.");

    /// <summary>What the authors of TIA2 ran their experiments with: settings and metrics of TextNorm on 30 prompts of each set.</summary>
    public static DataSet Tia2Authors { get; } = new(
        "tia2-authors",
        "TIA2's authors' own files: settings and metrics of TextNorm on the 30 prompts per split of their experiments (Apache-2.0)",
        new Uri("https://raw.githubusercontent.com/kykim0/ddpo-overopt/f47b50e341892b104aab60f3c99f38e4e579139c/examples/scripts/"),
        [
            new("data_meta_counting.json", 42_148, "25f62f3736283986d79ecd80828c1f6c4b209c61c2efaa7ff85e924e36d7b204"),
            new("data_meta_composition.json", 42_952, "22dce7a59174acde84f551556bf240683d148daaef75da2e87bde863167dd8ed"),
            new("data_meta_open100.json", 41_739, "cc27effd4313cd62027ad497c5f9824e6b92f3e62815da52d3bbb7af84d74d0e"),
        ],
        "'rewardlab bench tia2 published' finds them in the folder 'authors' of TIA2's folder, or in --authors. "
        + "Every setting in them was chosen on the labels that score it.")
    {
        Folder = "tia2/authors",
        IsBenchmark = false,
    };

    /// <summary>All data sets.</summary>
    public static IReadOnlyList<DataSet> All { get; } = [Tia2, Tia2Authors];

    /// <summary>The folder that it is fetched into unless told otherwise.</summary>
    public string Folder { get => field ?? Id; init; }

    /// <summary>Whether it holds prompts and labels of images.</summary>
    public bool IsBenchmark { get; init; } = true;

    /// <summary>The data set of an id.</summary>
    /// <exception cref="RewardLabException">There is none, with those there are.</exception>
    public static DataSet Find(string id) => All.FirstOrDefault(data => data.Id == id)
        ?? throw new RewardLabException($"There is no data set '{id}'. {NearestName.Advice(id, [.. All.Select(data => data.Id)])}");
}
