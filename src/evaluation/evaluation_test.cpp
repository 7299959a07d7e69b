// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "evaluation/boxes_file.hpp"
#include "evaluation/detection_score.hpp"
#include "evaluation/each_picture.hpp"
#include "evaluation/group_rates.hpp"
#include "evaluation/pairs_file.hpp"
#include "evaluation/plot.hpp"
#include "evaluation/threshold_fit.hpp"
#include "evaluation/verification.hpp"
#include "evaluation/verification_run.hpp"

namespace facelatch::evaluation {
namespace {

using base::ErrorCode;

TEST(PairsFile, ReadsViewOne) {
  const auto list = parse_pairs("1\nAda_B\t1\t12\nAda_B 3 Cy 4\r\n").value();
  EXPECT_EQ(list.folds, 0);
  ASSERT_EQ(list.pairs.size(), 2U);
  EXPECT_EQ(list.pairs[0], (Pair{"Ada_B/Ada_B_0001.jpg", "Ada_B/Ada_B_0012.jpg", true, 0}));
  EXPECT_EQ(list.pairs[1], (Pair{"Ada_B/Ada_B_0003.jpg", "Cy/Cy_0004.jpg", false, 0}));
}

TEST(PairsFile, ReadsTheFoldsOfViewTwo) {
  const auto list = parse_pairs("2 1\nA 1 2\nA 1 B 1\nC 1 2\nC 1 B 1\n").value();
  EXPECT_EQ(list.folds, 2);
  EXPECT_EQ(list.pairs.at(3).fold, 1);
}

TEST(PairsFile, ReadsCsvWithColumnsInAnyOrder) {
  const auto list = parse_pairs("same,b,a,note\n1,x.jpg,y/z.png,\nfalse,x.jpg,q.jpg,n\n").value();
  ASSERT_EQ(list.pairs.size(), 2U);
  EXPECT_EQ(list.pairs[0], (Pair{"y/z.png", "x.jpg", true, 0}));
  EXPECT_FALSE(list.pairs[1].same);
}

TEST(PairsFile, ReadsTheGroupsOfCsv) {
  const auto list = parse_pairs("a,b,same,group\nx,y,1,old\nx,z,0,\nx,q,0,young\nq,z,0,old\n");
  EXPECT_EQ(list->groups, (std::vector<std::string>{"old", "young"}));
  std::vector<int> groups;
  for (const auto& pair : list->pairs) groups.push_back(pair.group);
  EXPECT_EQ(groups, (std::vector{0, -1, 1, 0}));
}

TEST(PairsFile, RefusesTooManyGroupsAndOddNames) {
  std::string text = "a,b,same,group\n";
  for (std::size_t i = 0; i < kMaxGroups; ++i) text += "x,y,1," + std::to_string(i) + "\n";
  EXPECT_TRUE(parse_pairs(text));
  EXPECT_FALSE(parse_pairs(text + "x,y,1,one more\n"));
  EXPECT_FALSE(parse_pairs("a,b,same,group\nx,y,1,\x1b[2J\n"));
  EXPECT_FALSE(parse_pairs("a,b,same,group\nx,y,1," + std::string(kMaxGroupBytes + 1, 'g')));
}

TEST(PairsFile, NamesTheLineThatIsWrong) {
  const auto list = parse_pairs("1\nA 1 2\nA one B 2\n");
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ErrorCode::corrupt);
  EXPECT_NE(list.error().message.find("Line 3"), std::string::npos);
}

TEST(PairsFile, RefusesWhatIsNoListOfPairs) {
  for (const char* text :
       {"", "\n\n", "0\n", "-3\n", "2 1 1\n", "x,y\n", "1\nA 1 2\n", "1\nA 1 2\n",
        "1\nA 1 B 2\nA 1 2\n", "1\nA 1 2\nA 1 B 1\nA 1 2\n", "1\n.. 1 2\nA 1 B 1\n",
        "a,b,same\n../x,y,1\n", "a,b,same\n/x,y,1\n", "a,b,same\nx,y\n", "a,b,same\nx,y,2\n"}) {
    const auto list = parse_pairs(text);
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().code, ErrorCode::corrupt) << text;
  }
}

TEST(PairsFile, RefusesCountsBeyondTheLimit) {
  EXPECT_EQ(parse_pairs("2000000000\n").error().code, ErrorCode::too_large);
  EXPECT_EQ(parse_pairs("1001 1\n").error().code, ErrorCode::too_large);
}

std::vector<ScoredPair> pairs_of(const std::vector<double>& genuine,
                                 const std::vector<double>& impostor) {
  std::vector<ScoredPair> pairs;
  pairs.reserve(genuine.size() + impostor.size());
  for (const double value : genuine) pairs.push_back({.similarity = value, .same = true});
  for (const double value : impostor) pairs.push_back({.similarity = value});
  return pairs;
}

TEST(Verification, SeparatesPerfectlyWithinTheGap) {
  const auto found = verify(pairs_of({0.8, 0.6, 0.9}, {0.1, 0.2, 0.0}), 0).value();
  EXPECT_DOUBLE_EQ(found.accuracy, 1);
  EXPECT_DOUBLE_EQ(found.accuracy_std, 0);
  EXPECT_DOUBLE_EQ(found.eer, 0);
  EXPECT_NEAR(found.threshold, 0.4, 0.1);
}

TEST(Verification, TellsNothingFromEqualScores) {
  const auto found = verify(pairs_of({0.5, 0.5, 0.5, 0.5}, {0.5, 0.5, 0.5, 0.5}), 0).value();
  EXPECT_DOUBLE_EQ(found.eer, 0.5);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.5);
}

TEST(Verification, FindsTheEqualErrorRateByHand) {
  // One of four genuine pairs lies below one of four impostors.
  const auto found = verify(pairs_of({0.9, 0.8, 0.7, 0.2}, {0.3, 0.1, 0.0, -0.1}), 0).value();
  EXPECT_DOUBLE_EQ(found.eer, 0.25);
}

TEST(Verification, CountsAMissedFaceAsANonMatch) {
  auto pairs = pairs_of({0.9, 0.8, 0.9, 0.9}, {0.1, 0.2, 0.1, 0.1});
  pairs[0].undetected = true;
  pairs[4].undetected = true;
  const auto found = verify(pairs, 0).value();
  EXPECT_EQ(found.undetected, 2U);
  EXPECT_DOUBLE_EQ(found.accuracy, (0.5 + 1 + 1 + 1) / 4);
}

TEST(Verification, FitsTheThresholdOnTheOtherFolds) {
  auto pairs = pairs_of({0.9, 0.9, 0.3, 0.3}, {0.5, 0.5, 0.1, 0.1});
  for (const std::size_t i : {2U, 3U, 6U, 7U}) pairs[i].fold = 1;
  // Fold 0 fits 0.7, which rejects all of fold 1's genuine; fold 1 fits 0.2, which accepts all of
  // fold 0's impostors.
  EXPECT_DOUBLE_EQ(verify(pairs, 2).value().accuracy, 0.5);
}

TEST(Verification, SaysHowLittleFewImpostorsProve) {
  const auto found =
      verify(pairs_of({0.9, 0.8}, std::vector<double>(500, 0.1)), 0).value().tar_at_far;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_DOUBLE_EQ(found[0].result.tar, 1);
  EXPECT_GT(found[1].result.far_high, 1e-3);
  EXPECT_GT(found[2].result.far_high, 1e-4);
}

TEST(GroupRates, CountEachGroupOnItsOwn) {
  auto pairs = pairs_of({0.8, 0.2, 0.9}, {0.6, 0.1});
  pairs[0].group = pairs[1].group = pairs[3].group = 1;
  pairs[4].group = 0;
  const auto groups = scores_by_group(pairs, 2);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_FALSE(false_rejects(groups[0].scores, 0.5)) << "no pair of one person, so no rate";
  EXPECT_EQ(false_accepts(groups[0].scores, 0.5)->value, 0);
  EXPECT_EQ(false_accepts(groups[1].scores, 0.6)->value, 1) << "who reaches the threshold passes";
  const auto rejects = *false_rejects(groups[1].scores, 0.5);
  EXPECT_EQ(rejects.value, 0.5);
  EXPECT_LT(rejects.interval.low, 0.1) << "two pairs prove little";
  EXPECT_GT(rejects.interval.high, 0.9);
}

TEST(Verification, RefusesTooFewPairsAndWrongFolds) {
  EXPECT_EQ(verify({}, 0).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(verify(pairs_of({0.5, 0.5}, {}), 0).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(verify(pairs_of({0.5, 0.5}, {0.1, 0.1}), 1).error().code, ErrorCode::invalid_argument);
  auto pairs = pairs_of({0.5, 0.5}, {0.1, 0.1});
  pairs[0].fold = 2;
  EXPECT_EQ(verify(pairs, 2).error().code, ErrorCode::invalid_argument);
}

TEST(ThresholdFit, HoldsStillWhenASinglePairChanges) {
  std::vector<double> genuine;
  std::vector<double> impostor;
  for (int i = 0; i < 200; ++i) {
    genuine.push_back(0.7 - 0.002 * i);
    impostor.push_back(0.002 * i - 0.05);
  }
  auto pairs = pairs_of(genuine, impostor);
  const double before = fit_threshold(pairs);
  EXPECT_NEAR(before, 0.325, 0.01);  // halfway, by symmetry
  pairs.push_back({.similarity = 0.41});
  pairs.push_back({.similarity = 0.42});
  EXPECT_NEAR(fit_threshold(pairs), before, 0.01);
}

TEST(ThresholdFit, LeavesOutPairsWithoutAFaceAndMissingClasses) {
  auto pairs = pairs_of({0.8, 0.9}, {0.1, 0.2});
  const double before = fit_threshold(pairs);
  pairs.push_back({.similarity = kUndetectedSimilarity, .same = true, .undetected = true});
  EXPECT_DOUBLE_EQ(fit_threshold(pairs), before);
  EXPECT_DOUBLE_EQ(fit_threshold(pairs_of({0.8}, {})), 0);
}

TEST(TarAtFar, AcceptsNoMoreImpostorsThanAllowed) {
  const Scores scores{{0.25, 0.35, 0.5, 0.6}, {0.0, 0.1, 0.2, 0.3}};
  const auto found = tar_at_far(scores, 0.25, 1).value();
  EXPECT_GT(found.threshold, 0.2);
  EXPECT_LT(found.threshold, 0.200002);
  EXPECT_DOUBLE_EQ(found.tar, 1);
  EXPECT_FALSE(tar_at_far(scores, 0.24, 1));
}

TEST(TarAtFar, RejectsAllOfATieThatWouldBeTooMany) {
  const Scores scores{{0.3, 0.5}, {0.1, 0.3, 0.3, 0.3}};
  EXPECT_DOUBLE_EQ(tar_at_far(scores, 0.5, 1).value().tar, 0.5);
}

TEST(WilsonInterval, GivesThePublishedValues) {
  const auto half = wilson_interval(5, 10);
  EXPECT_NEAR(half.low, 0.2366, 1e-4);
  EXPECT_NEAR(half.high, 0.7634, 1e-4);
  EXPECT_DOUBLE_EQ(wilson_interval(0, 10).low, 0);
  EXPECT_NEAR(wilson_interval(0, 10).high, 0.2775, 1e-4);
}

TEST(Calibrate, StopsWhereTenImpostorsNoLongerStandBehindARate) {
  Scores scores{{0.9, 0.95}, {}};
  for (int i = 0; i < 1000; ++i) scores.impostor.push_back(i * 1e-4);
  const auto calibration = calibrate(scores);
  ASSERT_EQ(calibration.points.size(), 2U);
  EXPECT_NEAR(calibration.points[1].threshold, 0.0989, 1e-5);
  EXPECT_EQ(calibration.impostor, 1000U);
}

TEST(ScoreAllPairs, TakesAFolderForAPersonAndLeavesOutPicturesWithoutAFace) {
  const auto scores =
      score_all_pairs({{"a/1", {1, 0}}, {"a/2", {1, 0}}, {"b/1", {0, 1}}, {"b/2", {}}});
  EXPECT_EQ(scores.genuine, std::vector<double>{1});
  EXPECT_EQ(scores.impostor, (std::vector<double>{0, 0}));
}

TEST(BoxesFile, ReadsCsv) {
  const auto boxes =
      parse_boxes_csv("image,label,xmin,ymin,xmax,ymax\np.jpg,f,1,2,11,22\n").value();
  EXPECT_EQ(boxes.at("p.jpg").at(0), (vision::Box{1, 2, 10, 20}));
}

TEST(BoxesFile, NamesTheWrongLineOfACsv) {
  for (const char* row : {"p.jpg,1,2,3", "p.jpg,1,2,nan,4", "p.jpg,5,2,1,4", "../p,1,2,3,4"}) {
    const auto boxes = parse_boxes_csv(std::string("image,xmin,ymin,xmax,ymax\n") + row);
    ASSERT_FALSE(boxes) << row;
    EXPECT_NE(boxes.error().message.find("Line 2"), std::string::npos);
  }
}

TEST(BoxesFile, ReadsVoc) {
  const auto boxes = parse_voc(
                         "<annotation><filename>p.png</filename><object><name>f</name><bndbox>"
                         "<xmin>1</xmin><ymin>2</ymin><xmax> 4 </xmax><ymax>6</ymax></bndbox>"
                         "</object></annotation>")
                         .value();
  EXPECT_EQ(boxes.at("p.png").at(0), (vision::Box{1, 2, 3, 4}));
  EXPECT_FALSE(parse_voc("<filename>p.png</filename><object></object>"));
  EXPECT_FALSE(parse_voc("<filename>p.png</filename><object>"));
  EXPECT_FALSE(parse_voc(""));
}

vision::Face face_at(float x, float side, float score) {
  return {.box = {x, 0, side, side}, .score = score};
}

TEST(DetectionScore, FindsTheAveragePrecisionByHand) {
  // Right, wrong, right of two true boxes: precision 1 up to recall 1/2, then 2/3.
  const std::vector<PictureDetections> pictures{
      {{{0, 0, 30, 30}, {100, 0, 30, 30}},
       {face_at(0, 30, 0.9F), face_at(200, 30, 0.8F), face_at(100, 30, 0.7F)}}};
  const auto score = score_detections(pictures, 20);
  EXPECT_NEAR(score.average_precision, (1 + 2.0 / 3) / 2, 1e-12);
  EXPECT_EQ(score.false_detections, 1U);
}

TEST(DetectionScore, CountsASecondDetectionOfAFaceAsWrong) {
  const std::vector<PictureDetections> pictures{
      {{{0, 0, 30, 30}}, {face_at(0, 30, 0.9F), face_at(1, 30, 0.8F)}}};
  EXPECT_EQ(score_detections(pictures, 20).false_detections, 1U);
}

TEST(DetectionScore, IgnoresSmallFacesAndSmallDetections) {
  const std::vector<PictureDetections> pictures{
      {{{0, 0, 10, 10}, {100, 0, 30, 30}},
       {face_at(0, 10, 0.9F), face_at(50, 10, 0.85F), face_at(100, 30, 0.8F)}}};
  const auto score = score_detections(pictures, 20);
  EXPECT_DOUBLE_EQ(score.average_precision, 1);
  EXPECT_EQ(score.truth, 1U);
  EXPECT_EQ(score.detections, 1U);
}

TEST(DetectionScore, OfNothingIsNothing) {
  EXPECT_DOUBLE_EQ(score_detections({}, 20).average_precision, 0);
}

TEST(ForEachPicture, ReturnsTheFailure) {
  const auto done = for_each_picture(10,
                                     [](std::size_t index) -> base::Result<void> {
                                       if (index == 3)
                                         return base::failure(ErrorCode::corrupt, "three");
                                       return {};
                                     },
                                     {});
  EXPECT_EQ(done.error().message, "three");
}

TEST(Plot, PutsEachValueIntoOneBin) {
  const auto steps = histogram_steps({-5, 0.1, 0.9, 5}, 0, 1, 2);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_DOUBLE_EQ(steps[0].second, 0.5);
  EXPECT_DOUBLE_EQ(steps[2].second, 0.5);
}

TEST(Plot, EscapesTitles) {
  const auto svg = line_chart("a<b", {"x"}, {"y"}, {{"s&t", {{0, 0}, {1, 1}}}});
  EXPECT_NE(svg.find("a&lt;b"), std::string::npos);
  EXPECT_NE(svg.find("s&amp;t"), std::string::npos);
}

}  // namespace
}  // namespace facelatch::evaluation
